#include "dual.hpp"

#include <algorithm>

#include "kernel.hpp"
#include "steps.hpp"
#include "threads.hpp"

namespace linear {
namespace {

double largest_of(const Eigenpairs& pairs) {
  return pairs.values.size() > 0 ? std::max(pairs.values.maxCoeff(), 0.0) : 0.0;
}

}  // namespace

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
      Eigenpairs own = all_directions(kernel, alphas.front());
      this->eigenvalues_ = own.values;
      vectors_ = std::move(own.vectors);
      u_ = vectors_.template cast<T>();
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
Matrix<T> DualModel<T>::from_kernel(const MatrixD& kernel) const {
  const MatrixD along = kernel * vectors_;
  return (along * this->eigenvalues_.cwiseInverse().asDiagonal()).template cast<T>();
}

template <class T>
MatrixD DualModel<T>::by_row(const Matrix<T>& shrunken, unsigned threads) const {
  const MatrixD along =
      this->eigenvalues_.cwiseInverse().asDiagonal() * shrunken.template cast<double>();
  return product<double>(threads, vectors_, along);
}

template <class T>
Eigenpairs DualModel<T>::directions(MatrixD kernel) const {
  Eigenpairs pairs = eigen_symmetric(std::move(kernel));
  const double largest = largest_of(pairs);
  return above(std::move(pairs), largest * tolerance_);
}

template <class T>
Eigenpairs DualModel<T>::all_directions(MatrixD kernel, double smallest_alpha) const {
  Eigenpairs pairs = eigen_symmetric(std::move(kernel));
  const double largest = largest_of(pairs);
  const double doubtful = largest * tolerance_;
  const bool shrunken = smallest_alpha > 1e3 * doubtful;
  return above(std::move(pairs), shrunken ? largest * rank_tolerance(1, 1) : doubtful);
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
