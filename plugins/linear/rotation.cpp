#include "rotation.hpp"

namespace linear {

template <class T>
void project_runs(const Matrix<T>& u, const SortedRows& rows, const Targets<T>& targets,
                  Projected<T>& out) {
  const Index width = targets.y.cols();
  out.parts.resize(rows.folds().size());
  out.total.setZero(u.cols(), width);
  for (std::size_t f = 0; f < out.parts.size(); ++f) {
    const RowRange& fold = rows.folds()[f];
    out.parts[f].resize(u.cols(), width);
    multiply<T>(u.middleRows(fold.start, fold.size), true,
                targets.y.middleRows(fold.start, fold.size), out.parts[f]);
    out.total += out.parts[f];
  }
}

// Sums over the training rows are the negative of those over the test rows.
template <class T>
void RunBasis<T>::rotate(const SortedRows& rows, std::size_t fold, const Targets<T>& targets,
                         Projected<T>& p, Rotated<T>& out) const {
  const auto n_test = static_cast<double>(rows.folds()[fold].size);
  const auto n_train = static_cast<double>(rows.size()) - n_test;
  const auto train_factor = static_cast<T>(1 / n_train);
  const auto test_factor = static_cast<T>(2 / n_train + n_test / (n_train * n_train));
  const Index width = p.total.cols();
  p.train.resize(p.total.rows(), width);
  p.test.resize(p.total.rows(), width);
  for (Index t = 0; t < width; ++t) {
    const auto sum = static_cast<T>(targets.moments.sum(static_cast<Index>(fold), t));
    const auto part = p.parts[fold].col(t);
    p.train.col(t) = p.total.col(t) - part - (train_factor * sum) * u_sums;
    p.test.col(t) = part + (test_factor * sum) * u_sums;
  }
  out.z.resize(rotation.rows(), width);
  out.q.resize(rotation.rows(), width);
  multiply<T>(rotation, false, p.train, out.z);
  multiply<T>(rotation, false, p.test, out.q);
}

template <class T>
RowBasis<T>::RowBasis(const MatrixD& vectors, const MatrixD& whitened_test, bool intercept)
    : u(vectors.template cast<T>()), whitened(whitened_test.template cast<T>()) {
  sums = Vector<T>::Zero(whitened.cols());
  if (intercept) sums = whitened_test.colwise().sum().transpose().template cast<T>();
}

template <class T>
void RowBasis<T>::rotate(const SortedRows& rows, std::size_t fold, const Targets<T>& targets,
                         Rotated<T>& out) const {
  const auto& y = targets.y;
  const RowRange& test = rows.folds()[fold];
  const Index after = rows.size() - test.end();
  out.z.setZero(u.cols(), y.cols());
  if (test.start > 0) out.z.noalias() += u.topRows(test.start).transpose() * y.topRows(test.start);
  if (after > 0) out.z.noalias() += u.bottomRows(after).transpose() * y.bottomRows(after);
  out.q.resize(u.cols(), y.cols());
  multiply<T>(whitened, true, y.middleRows(test.start, test.size), out.q);
  // u is orthogonal to constants, but the test rows are seen about the training mean.
  const auto n_train = static_cast<double>(rows.size() - test.size);
  for (Index t = 0; t < y.cols(); ++t) {
    const double sum = targets.moments.sum(static_cast<Index>(fold), t);
    out.q.col(t) += static_cast<T>(sum / n_train) * sums;
  }
}

template void project_runs(const Matrix<float>&, const SortedRows&, const Targets<float>&,
                           Projected<float>&);
template void project_runs(const Matrix<double>&, const SortedRows&, const Targets<double>&,
                           Projected<double>&);
template struct RunBasis<float>;
template struct RunBasis<double>;
template struct RowBasis<float>;
template struct RowBasis<double>;

}  // namespace linear
