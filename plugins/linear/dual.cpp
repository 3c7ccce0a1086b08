#include "dual.hpp"

#include <algorithm>

#include "kernel.hpp"

namespace linear {

template <class T>
void DualModel<T>::decompose(const encore::Call& call, const MatrixD& kernel,
                             const std::vector<double>& alphas) {
  const Eigenpairs own = directions(kernel);
  this->eigenvalues_ = own.values;
  u_ = own.vectors.template cast<T>();
  call.progress(0.3, "features");
  for (std::size_t f = 0; f < rows_.folds().size(); ++f) {
    add_fold(rows_.folds()[f], kernel, alphas);
    call.progress(0.3 + 0.7 * static_cast<double>(f + 1) /
                            static_cast<double>(rows_.folds().size()), "features");
  }
}

template <class T>
void DualModel<T>::project(const Targets<T>& targets, Matrix<T>& z) {
  z.resize(this->rank(), targets.y.cols());
  z.noalias() = u_.transpose() * targets.y;
}

template <class T>
void DualModel<T>::rotate(const Targets<T>& targets, std::size_t fold, unsigned, Rotated<T>& out) {
  const RowRange& test = rows_.folds()[fold];
  const Basis& b = bases_[fold];
  const Index after = rows_.size() - test.end();
  out.z.setZero(b.u.cols(), targets.y.cols());
  if (test.start > 0)
    out.z.noalias() += b.u.topRows(test.start).transpose() * targets.y.topRows(test.start);
  if (after > 0)
    out.z.noalias() += b.u.bottomRows(after).transpose() * targets.y.bottomRows(after);
  out.q.resize(b.u.cols(), targets.y.cols());
  out.q.noalias() = b.whitened.transpose() * targets.y.middleRows(test.start, test.size);
  if (!intercept_) return;
  // u is orthogonal to constants, but the test rows are seen about the training mean.
  const auto n_train = static_cast<double>(rows_.size() - test.size);
  const auto row = static_cast<Index>(fold);
  for (Index t = 0; t < targets.y.cols(); ++t)
    out.q.col(t) += static_cast<T>(targets.moments.sum(row, t) / n_train) * b.sums;
}

template <class T>
Matrix<T> DualModel<T>::from_kernel(const Matrix<T>& kernel, double scale) const {
  const auto inverse = (scale * this->eigenvalues_.cwiseInverse()).template cast<T>().eval();
  return (kernel * u_) * inverse.asDiagonal();
}

template <class T>
Matrix<T> DualModel<T>::by_row(const Matrix<T>& shrunken) const {
  const auto inverse = this->eigenvalues_.cwiseInverse().template cast<T>().eval();
  return u_ * (inverse.asDiagonal() * shrunken);
}

template <class T>
Eigenpairs DualModel<T>::directions(MatrixD kernel) const {
  Eigenpairs pairs = eigen_symmetric(std::move(kernel));
  const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
  return above(std::move(pairs), std::max(largest * tolerance_, 0.0));
}

template <class T>
void DualModel<T>::add_fold(const RowRange& test, const MatrixD& kernel,
                            const std::vector<double>& alphas) {
  const Index n_train = rows_.size() - test.size, after = rows_.size() - test.end();
  MatrixD inner(n_train, n_train), outer(test.size, n_train);
  for (Index c = 0; c < n_train; ++c) {
    const auto from = kernel.col(c < test.start ? c : c + test.size);
    inner.col(c).head(test.start) = from.head(test.start);
    inner.col(c).tail(after) = from.tail(after);
    outer.col(c) = from.segment(test.start, test.size);
  }
  if (intercept_) centre(inner, outer);

  const Eigenpairs own = directions(std::move(inner));
  MatrixD whitened = outer * own.vectors;
  whitened *= own.values.cwiseInverse().asDiagonal();
  bases_.push_back({own.vectors.template cast<T>(), whitened.template cast<T>(),
                    whitened.colwise().sum().transpose().template cast<T>()});
  this->folds_.push_back(make_scorer<T>(test, n_train, own.values, std::move(whitened), alphas));
}

void centre(MatrixD& inner, MatrixD& outer) {
  const VectorD by_training = inner.colwise().mean().transpose();
  const double overall = by_training.mean();
  const VectorD by_other = outer.rowwise().mean();
  inner.rowwise() -= by_training.transpose();
  inner.colwise() -= by_training;
  inner.array() += overall;
  outer.rowwise() -= by_training.transpose();
  outer.colwise() -= by_other;
  outer.array() += overall;
}

double rank_tolerance(Index rows, Index cols) {
  return 4 * 2.220446049250313e-16 * static_cast<double>(std::max(rows, cols));
}

template class DualModel<float>;
template class DualModel<double>;

}  // namespace linear
