// plugins/linear/rotation.hpp: responses in the basis of one fold, by either way.
//
// Linear and banded ridge differ in how a fold's basis comes about, not in what follows from it.
// Thread-safe: what changes is the caller's.
#pragma once

#include <vector>

#include "cross_validation.hpp"
#include "linalg.hpp"
#include "rows.hpp"
#include "targets.hpp"

namespace linear {

template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

// Cross-products of some targets with the directions u, by run, and their sum; workspace for
// rotate_runs. One a thread.
template <class T>
struct Projected {
  std::vector<Matrix<T>> parts;
  Matrix<T> total, train, test;
};

template <class T>
void project_runs(const Matrix<T>& u, const SortedRows& rows, const Targets<T>& targets,
                  Projected<T>& out);

// A fold of the primal way. `rotation` takes u'y to the fold's basis; `u_sums` are of u over the
// fold's test rows, 0 without an intercept: means of both sides come down to a product of sums.
template <class T>
struct RunBasis {
  Matrix<T> rotation;
  Vector<T> u_sums;

  void rotate(const SortedRows& rows, std::size_t fold, const Targets<T>& targets, Projected<T>& p,
              Rotated<T>& out) const;
};

// A fold of the dual way.
template <class T>
struct RowBasis {
  Matrix<T> u;         // training rows x directions
  Matrix<T> whitened;  // test rows x directions: N
  Vector<T> sums;      // of the columns of N; 0 without an intercept

  RowBasis() = default;
  RowBasis(const MatrixD& vectors, const MatrixD& whitened_test, bool intercept);
  void rotate(const SortedRows& rows, std::size_t fold, const Targets<T>& targets,
              Rotated<T>& out) const;
};

}  // namespace linear
