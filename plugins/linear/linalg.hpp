// plugins/linear/linalg.hpp: the matrix type, and the LAPACK routines that Eigen would be slow at.
//
// Column-major throughout. Products are Eigen's, which EIGEN_USE_BLAS hands to BLAS. Thread-safe.
#pragma once

#include <Eigen/Core>

namespace linear {

using Index = Eigen::Index;
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
using MatrixD = Matrix<double>;
using VectorD = Eigen::VectorXd;

// out = a b, or a'b; `out` has its shape already. Eigen's own assignment would fill it with zeros
// first and then add to it.
template <class T>
void multiply(const Eigen::Ref<const Matrix<T>>& a, bool transpose,
              const Eigen::Ref<const Matrix<T>>& b, Eigen::Ref<Matrix<T>> out);

struct Eigenpairs {
  VectorD values;   // ascending
  MatrixD vectors;  // columns
};

// a'a, or aa' when `of_rows`; both triangles are filled.
MatrixD gram(const MatrixD& a, bool of_rows = false);

// Adds aa' to the lower triangle of `sum`.
void add_row_gram(const MatrixD& a, MatrixD& sum);

void mirror_lower(MatrixD& symmetric);

// All eigenpairs of a symmetric matrix by divide and conquer; reads the lower triangle only.
// Throws encore::Error when LAPACK fails.
Eigenpairs eigen_symmetric(MatrixD a);

// Those pairs whose value exceeds `floor`, the largest first.
Eigenpairs above(Eigenpairs pairs, double floor);

// R of a = QR: min(rows, cols) x cols, upper trapezoidal. |Ra x| = |a x| for every x.
MatrixD triangular_factor(MatrixD a);

}  // namespace linear
