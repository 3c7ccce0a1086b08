#include "engine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "encore/eigen.hpp"
#include "threads.hpp"

namespace linear {
namespace {

// Targets that go through the folds together: products stay large, workspace in the cache.
constexpr Index kBlock = 1024;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Larger penalties win ties: himalaya adds this slope to the scores.
constexpr double kTieSlope = 1e-10;

VectorD training_means(const encore::Design& design, bool intercept) {
  VectorD means = VectorD::Zero(design.cols());
  if (!intercept) return means;
  for (Index c = 0; c < design.cols(); ++c) means(c) = gather(design.x(), {}, c, 1).mean();
  return means;
}

template <class T>
class TypedEngine final : public Engine {
 public:
  // `means`: of what the model's weights belong to.
  TypedEngine(const SortedRows& rows, const Options& options, const VectorD& means,
              std::unique_ptr<Model<T>> model)
      : rows_(rows), options_(options), means_(means), model_(std::move(model)) {
    if (options.choice == Choice::conservative) fold_scores_.resize(model_->folds().size());
    for (const double a : options.alphas)
      slope_.push_back(kTieSlope * std::log(a));
    curves_ = shrinkage(model_->eigenvalues(), options.alphas).template cast<T>();
  }

  void fit(const encore::Call& call, encore::View y) override {
    const Index n = y.cols();
    shrunken_.resize(model_->rank(), n);
    mean_.setConstant(n, kNaN);
    chosen_.resize(n);
    for (Index first = 0; first < n; first += kBlock) {
      fit_block(call, y, first, std::min(kBlock, n - first));
    }
  }

  Index targets() const override { return mean_.size(); }
  const Chosen& chosen() const override { return chosen_; }

  void predict(encore::View x, encore::MutableView out) const override {
    Matrix<T> y = model_->along_directions(x, {0, means_.size()}, true) * shrunken_;
    y.rowwise() += mean_.transpose().template cast<T>();
    encore::assign(out, y);
  }

  void predict_columns(encore::View x, ColumnRange band,
                       encore::MutableView out) const override {
    Matrix<T> y = model_->along_directions(x, band, false) * shrunken_;
    for (Index t = 0; t < y.cols(); ++t)
      if (std::isnan(mean_(t))) y.col(t).setConstant(std::numeric_limits<T>::quiet_NaN());
    encore::assign(out, y);
  }

  MatrixD weights() const override {
    MatrixD w = model_->weights(shrunken_);
    for (Index t = 0; t < w.cols(); ++t)
      if (std::isnan(mean_(t))) w.col(t).setConstant(kNaN);
    return w;
  }

  VectorD intercept() const override {
    if (!options_.intercept) return (mean_.array() * 0).matrix();
    return mean_ - (means_.transpose() * weights()).transpose();
  }

 private:
  bool keeps_folds() const { return !fold_scores_.empty(); }

  void fit_block(const encore::Call& call, encore::View y, Index first, Index count) {
    const unsigned threads = call.max_threads();
    targets_.read(y, first, count, rows_, options_.intercept, threads);
    model_->project(targets_, z_);
    scores_.setZero(static_cast<Index>(options_.alphas.size()), count);
    for (std::size_t f = 0; f < model_->folds().size(); ++f) {
      const double share = static_cast<double>(f) / static_cast<double>(model_->folds().size());
      call.progress((static_cast<double>(first) + share * static_cast<double>(count)) /
                        static_cast<double>(y.cols()),
                    "fit");
      model_->rotate(targets_, f, threads, rotated_);
      MatrixD& scores = keeps_folds() ? fold_scores_[f] : scores_;
      if (keeps_folds()) scores.setZero(scores_.rows(), count);
      cross_validation_.add_scores(model_->folds()[f], static_cast<Index>(f), rotated_,
                                   targets_.moments, options_.intercept, threads, scores);
      if (keeps_folds()) scores_ += scores;
    }
    scores_ /= static_cast<double>(model_->folds().size());
    for_columns(threads, count, [&](Index begin, Index end) {
      for (Index t = begin; t < end; ++t) finish_target(first + t, t);
    });
  }

  void finish_target(Index target, Index column) {
    const auto i = static_cast<std::size_t>(column);
    if (targets_.valid[i] == 0) {
      shrunken_.col(target).setZero();
      return;
    }
    const Index last = scores_.rows() - 1;
    Index best = best_penalty(scores_, column, slope_);
    if (keeps_folds()) best = conservative_penalty(scores_, column, best, fold_scores_);
    const auto out = static_cast<std::size_t>(target);
    chosen_.alpha[out] = options_.alphas[static_cast<std::size_t>(best)];
    chosen_.cv_score[out] = scores_(best, column);
    chosen_.edge[out] = last > 0 && (best == 0 || best == last) ? 1 : 0;
    mean_(target) = targets_.mean[i];
    shrunken_.col(target).array() =
        z_.col(column).array() * curves_.col(best).array() * static_cast<T>(targets_.scale[i]);
  }

  SortedRows rows_;
  Options options_;
  VectorD means_;
  std::unique_ptr<Model<T>> model_;
  std::vector<double> slope_;
  Matrix<T> curves_;  // of all training rows

  Matrix<T> shrunken_;  // directions x targets
  VectorD mean_;        // of the targets; NaN marks those without a fit
  Chosen chosen_;

  Targets<T> targets_;
  Matrix<T> z_;
  Rotated<T> rotated_;
  CrossValidation<T> cross_validation_;
  MatrixD scores_;                    // means over folds
  std::vector<MatrixD> fold_scores_;  // of each fold, where the choice needs them
};

template <class T>
std::unique_ptr<Engine> linear_engine(const encore::Call& call, const encore::Design& design,
                                      const SortedRows& rows, Solver solver,
                                      const Options& options) {
  const VectorD means = training_means(design, options.intercept);
  auto model = solver == Solver::dual ? make_dual<T>(call, design, rows, means, options)
                                      : make_primal<T>(call, design, rows, means, options);
  return std::make_unique<TypedEngine<T>>(rows, options, means, std::move(model));
}

template <class T>
std::unique_ptr<Engine> kernel_engine(const encore::Call& call, const encore::Design& design,
                                      const SortedRows& rows,
                                      std::shared_ptr<const Kernel> kernel,
                                      const Options& options) {
  const MatrixD training = kernel->between(design.x(), design.x());
  if (!training.allFinite())
    throw encore::Error::numeric(
        "x", "the kernel overflows: give features of unit variance, or a smaller degree");
  call.progress(0.1, "features");
  const VectorD means = options.intercept ? VectorD(training.colwise().mean().transpose())
                                          : VectorD(VectorD::Zero(design.rows()));
  auto model = make_kernel_dual<T>(call, design, rows, std::move(kernel), training, means, options);
  return std::make_unique<TypedEngine<T>>(rows, options, means, std::move(model));
}

void tell(const encore::Call& call, const SortedRows& rows, Solver solver, Precision precision) {
  call.set_meta("solver", name_of(solver));
  call.set_meta("precision", name_of(precision));
  call.set_meta("folds", std::to_string(rows.folds().size()));
}

}  // namespace

std::unique_ptr<Engine> make_engine(const encore::Call& call, const encore::Design& design,
                                    const Options& options) {
  require_finite(design.x(), "x");
  const SortedRows rows(design.groups());
  const Solver solver = choose_solver(options, rows, design.cols());
  const Precision precision = choose_precision(options, solver, rows, design.cols());
  tell(call, rows, solver, precision);
  if (precision == Precision::float64)
    return linear_engine<double>(call, design, rows, solver, options);
  return linear_engine<float>(call, design, rows, solver, options);
}

std::unique_ptr<Engine> make_kernel_engine(const encore::Call& call, const encore::Design& design,
                                           std::shared_ptr<const Kernel> kernel,
                                           const Options& options) {
  require_finite(design.x(), "x");
  const SortedRows rows(design.groups());
  // A kernel has as many directions as rows, whatever the number of columns.
  const Precision precision = choose_precision(options, Solver::dual, rows, design.rows());
  tell(call, rows, Solver::dual, precision);
  if (precision == Precision::float64)
    return kernel_engine<double>(call, design, rows, std::move(kernel), options);
  return kernel_engine<float>(call, design, rows, std::move(kernel), options);
}

}  // namespace linear
