#include "engine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "encore/eigen.hpp"
#include "steps.hpp"
#include "threads.hpp"

namespace linear {
namespace {

// Bytes that the responses and shrunken directions of one call take.
constexpr double kBlockBytes = 192.0 * 1024 * 1024;
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
    for (const double a : options.alphas) slope_.push_back(kTieSlope * std::log(a));
    curves_ = shrinkage(model_->eigenvalues(), options.alphas).template cast<T>();
  }

  Index preferred_targets() const override {
    const auto values = static_cast<double>(rows_.size() + model_->rank());
    return linear::preferred_targets(kBlockBytes, values * sizeof(T));
  }

  void fit(const encore::Call& call, encore::View y) override {
    const Index n = y.cols();
    shrunken_.resize(model_->rank(), n);
    mean_.setConstant(n, kNaN);
    chosen_.resize(n);
    const unsigned threads = call.max_threads();
    desks_.resize(static_cast<std::size_t>(workers(threads, chunks(n))));
    Steps steps(call, "fit", chunks(n) * static_cast<Index>(model_->folds().size()));
    for_chunks(threads, n, [&](Index first, Index count, Index worker) {
      fit_chunk(y, first, count, steps, desks_[static_cast<std::size_t>(worker)]);
    });
  }

  Index targets() const override { return mean_.size(); }
  const Chosen& chosen() const override { return chosen_; }

  void predict(encore::View x, unsigned threads, encore::MutableView out) const override {
    Matrix<T> y = along(x, {0, means_.size()}, true, threads);
    y.rowwise() += mean_.transpose().template cast<T>();
    encore::assign(out, y);
  }

  void predict_columns(encore::View x, ColumnRange band, unsigned threads,
                       encore::MutableView out) const override {
    Matrix<T> y = along(x, band, false, threads);
    for (Index t = 0; t < y.cols(); ++t)
      if (std::isnan(mean_(t))) y.col(t).setConstant(std::numeric_limits<T>::quiet_NaN());
    encore::assign(out, y);
  }

  MatrixD weights(unsigned threads) const override {
    MatrixD w = model_->weights(shrunken_, threads);
    for (Index t = 0; t < w.cols(); ++t)
      if (std::isnan(mean_(t))) w.col(t).setConstant(kNaN);
    return w;
  }

  VectorD intercept(unsigned threads) const override {
    if (!options_.intercept) return (mean_.array() * 0).matrix();
    return mean_ - turned_product(weights(threads), means_);
  }

 private:
  // What one thread works with.
  struct Desk {
    std::vector<Index> columns;
    Targets<T> targets;
    Projected<T> projected;
    Matrix<T> z;
    Rotated<T> rotated;
    CrossValidation<T> cross_validation;
    MatrixD scores;                    // means over folds
    std::vector<MatrixD> fold_scores;  // of each fold, where the choice needs them
  };

  bool keeps_folds() const { return options_.choice == Choice::conservative; }

  void fit_chunk(encore::View y, Index first, Index count, Steps& steps, Desk& d) {
    d.columns.resize(static_cast<std::size_t>(count));
    std::iota(d.columns.begin(), d.columns.end(), first);
    d.targets.read(y, d.columns, rows_, options_.intercept);
    model_->project(d.targets, d.projected, d.z);
    const auto& folds = model_->folds();
    d.scores.setZero(static_cast<Index>(options_.alphas.size()), count);
    if (keeps_folds()) d.fold_scores.resize(folds.size());
    for (std::size_t f = 0; f < folds.size(); ++f) {
      model_->rotate(d.targets, f, d.projected, d.rotated);
      MatrixD& scores = keeps_folds() ? d.fold_scores[f] : d.scores;
      if (keeps_folds()) scores.setZero(d.scores.rows(), count);
      d.cross_validation.add_scores(folds[f], static_cast<Index>(f), d.rotated, d.targets.moments,
                                    options_.intercept, scores);
      if (keeps_folds()) d.scores += scores;
      steps.advance();
    }
    d.scores /= static_cast<double>(folds.size());
    for (Index t = 0; t < count; ++t) finish_target(d, t);
  }

  void finish_target(const Desk& d, Index column) {
    const auto i = static_cast<std::size_t>(column);
    const Index target = d.columns[i];
    if (d.targets.valid[i] == 0) {
      shrunken_.col(target).setZero();
      return;
    }
    const Index last = d.scores.rows() - 1;
    Index best = best_penalty(d.scores, column, slope_);
    if (keeps_folds()) best = conservative_penalty(d.scores, column, best, d.fold_scores);
    const auto out = static_cast<std::size_t>(target);
    chosen_.alpha[out] = options_.alphas[static_cast<std::size_t>(best)];
    chosen_.cv_score[out] = d.scores(best, column);
    chosen_.edge[out] = last > 0 && (best == 0 || best == last) ? 1 : 0;
    mean_(target) = d.targets.mean[i];
    shrunken_.col(target).array() =
        d.z.col(column).array() * curves_.col(best).array() * static_cast<T>(d.targets.scale[i]);
  }

  // What the columns of `range` of new rows predict of every target.
  Matrix<T> along(encore::View x, ColumnRange range, bool centred, unsigned threads) const {
    return product<T>(threads, model_->along_directions(x, range, centred), shrunken_);
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

  std::vector<Desk> desks_;
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
                                      const SortedRows& rows, std::shared_ptr<const Kernel> kernel,
                                      const Options& options) {
  const MatrixD training = kernel->between(design.x(), design.x());
  if (!training.allFinite())
    throw encore::Error::numeric("x",
                                 "the kernel overflows: give features of unit variance, or a "
                                 "smaller gamma, coef0 or degree");
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
