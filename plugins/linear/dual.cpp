#include "dual.hpp"

#include <algorithm>

#include "kernel.hpp"
#include "steps.hpp"
#include "threads.hpp"

namespace linear {

template <class T>
void DualModel<T>::decompose(const encore::Call& call, const MatrixD& kernel,
                             const std::vector<double>& alphas) {
  this->folds_.resize(rows_.folds().size());
  bases_.resize(rows_.folds().size());
  const auto tasks = static_cast<Index>(rows_.folds().size()) + 1;
  Steps steps(call, "features", tasks, 0.1);
  for_tasks(call.max_threads(), tasks, [&](Index task, Index) {
    if (task > 0) {
      add_fold(static_cast<std::size_t>(task - 1), kernel, alphas);
    } else {
      const Eigenpairs own = directions(kernel);
      this->eigenvalues_ = own.values;
      u_ = own.vectors.template cast<T>();
    }
    steps.advance();
  });
}

template <class T>
void DualModel<T>::project(const Targets<T>& targets, Projected<T>&, Matrix<T>& z) const {
  z.resize(this->rank(), targets.y.cols());
  multiply<T>(u_, true, targets.y, z);
}

template <class T>
void DualModel<T>::rotate(const Targets<T>& targets, std::size_t fold, Projected<T>&,
                          Rotated<T>& out) const {
  bases_[fold].rotate(rows_, fold, targets, out);
}

template <class T>
Matrix<T> DualModel<T>::from_kernel(const Matrix<T>& kernel, double scale) const {
  const auto inverse = (scale * this->eigenvalues_.cwiseInverse()).template cast<T>().eval();
  return (kernel * u_) * inverse.asDiagonal();
}

template <class T>
Matrix<T> DualModel<T>::by_row(const Matrix<T>& shrunken, unsigned threads) const {
  const auto inverse = this->eigenvalues_.cwiseInverse().template cast<T>().eval();
  return product<T>(threads, u_, inverse.asDiagonal() * shrunken);
}

template <class T>
Eigenpairs DualModel<T>::directions(MatrixD kernel) const {
  Eigenpairs pairs = eigen_symmetric(std::move(kernel));
  const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
  return above(std::move(pairs), std::max(largest * tolerance_, 0.0));
}

template <class T>
void DualModel<T>::add_fold(std::size_t fold, const MatrixD& kernel,
                            const std::vector<double>& alphas) {
  const RowRange& test = rows_.folds()[fold];
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
  bases_[fold] = {own.vectors, whitened, intercept_};
  this->folds_[fold] = make_scorer<T>(test, n_train, own.values, std::move(whitened), alphas);
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
