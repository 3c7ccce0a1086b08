// plugins/linear/linalg.hpp: the matrix type, and the LAPACK routines that Eigen would be slow at.
//
// Column-major throughout. Products are Eigen's, which EIGEN_USE_BLAS hands to BLAS. Thread-safe.
// BLAS has one thread; large products that are on their own take `threads` and are cut up.
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

// The same by chunks of columns of `b`.
template <class T>
void multiply_wide(unsigned threads, const Eigen::Ref<const Matrix<T>>& a, bool transpose,
                   const Eigen::Ref<const Matrix<T>>& b, Eigen::Ref<Matrix<T>> out);
template <class T>
Matrix<T> product(unsigned threads, const Eigen::Ref<const Matrix<T>>& a,
                  const Eigen::Ref<const Matrix<T>>& b) {
  Matrix<T> out(a.rows(), b.cols());
  multiply_wide<T>(threads, a, false, b, out);
  return out;
}

// a'x. Eigen would hand a matrix without rows to BLAS, which prints a complaint.
VectorD turned_product(const MatrixD& a, const VectorD& x);

struct Eigenpairs {
  VectorD values;   // ascending
  MatrixD vectors;  // columns
};

// a'a; both triangles are filled.
MatrixD gram(unsigned threads, const MatrixD& a);

// Adds aa' to the lower triangle of `sum`.
void add_row_gram(unsigned threads, const MatrixD& a, MatrixD& sum);

void mirror_lower(MatrixD& symmetric);

// All eigenpairs of a symmetric matrix by divide and conquer; reads the lower triangle only.
// Throws encore::Error when LAPACK fails.
Eigenpairs eigen_symmetric(MatrixD a);

// Those pairs whose value exceeds `floor`, the largest first.
Eigenpairs above(Eigenpairs pairs, double floor);

struct ThinSvd {
  MatrixD u;         // columns
  VectorD values;    // descending
  MatrixD v_turned;  // V', rows
};

// a = U diag(values) V', by divide and conquer. Throws encore::Error when LAPACK fails.
ThinSvd thin_svd(MatrixD a);

// R of a = QR: min(rows, cols) x cols, upper trapezoidal. |Ra x| = |a x| for every x.
MatrixD triangular_factor(MatrixD a);

}  // namespace linear
