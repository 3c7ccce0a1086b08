#include "centring.hpp"

namespace linear {

void centre_kernels(MatrixD& inner, MatrixD& outer) {
  const VectorD by_training = inner.colwise().mean().transpose();
  const double overall = by_training.mean();
  const VectorD by_test = outer.rowwise().mean();
  inner.rowwise() -= by_training.transpose();
  inner.colwise() -= by_training;
  inner.array() += overall;
  outer.rowwise() -= by_training.transpose();
  outer.colwise() -= by_test;
  outer.array() += overall;
}

}  // namespace linear
