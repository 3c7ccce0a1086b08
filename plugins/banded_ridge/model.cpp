#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "encore/eigen.hpp"

namespace banded {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kChunk = 1024;
// Bytes that the responses of one search take; decompositions are shared by all of its targets.
constexpr double kBlockBytes = 384.0 * 1024 * 1024;

template <class T>
class TypedModel final : public Model {
 public:
  TypedModel(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
             linear::Solver solver, const Settings& settings)
      : design_(design), rows_(rows), settings_(settings), draws_(band_weights(
            settings.draws, static_cast<Index>(design.bands()), call.seed())) {
    means_ = VectorD::Zero(design.cols());
    if (settings.ridge.intercept)
      for (Index c = 0; c < design.cols(); ++c)
        means_(c) = linear::gather(design.x(), {}, c, 1).mean();
    const SpaceInput input{design_, rows_, means_, settings.ridge.alphas, settings.ridge.intercept};
    space_ = solver == linear::Solver::dual ? make_dual<T>(call, input) : make_primal<T>(call, input);
  }

  Index preferred_targets() const override {
    Index values = space_->total_rows() + space_->coordinates();
    for (std::size_t f = 0; f < rows_.folds().size(); ++f) values += space_->part_rows(f);
    const auto fit = static_cast<Index>(kBlockBytes / (static_cast<double>(values) * sizeof(T)));
    return std::clamp<Index>(fit / kChunk, 1, 8) * kChunk;
  }

  void fit(const encore::Call& call, encore::View y) override {
    const Index n = y.cols();
    Block<T> block = empty_block(n);
    std::vector<char> valid;
    mean_.setConstant(n, kNaN);
    scale_.setOnes(n);
    for (Index first = 0; first < n; first += kChunk) {
      const Index count = std::min(kChunk, n - first);
      targets_.read(y, first, count, rows_, settings_.ridge.intercept, call.max_threads());
      space_->add(targets_, first, block);
      take_statistics(first, count, block, valid);
    }
    Search<T> search(*space_, rows_, draws_, settings_.ridge.alphas, settings_.ridge.intercept,
                     settings_.patience);
    const Best best = search.run(block, valid, call.max_threads(),
                                 [&](double share) { call.progress(0.95 * share, "search"); });
    refit(call, block, best);
  }

  const linear::Chosen& chosen() const override { return chosen_; }
  const MatrixD& gammas() const override { return gammas_; }

  void predict(encore::View x, encore::MutableView out) const override {
    Matrix<T> y = Matrix<T>::Zero(x.rows(), mean_.size());
    for (std::uint32_t b = 0; b < design_.bands(); ++b) add_share(x, b, true, y);
    y.rowwise() += mean_.transpose().template cast<T>();
    encore::assign(out, y);
  }

  void predict_band(encore::View x, std::uint32_t band, encore::MutableView out) const override {
    Matrix<T> y = Matrix<T>::Zero(x.rows(), mean_.size());
    add_share(x, band, false, y);
    for (Index t = 0; t < y.cols(); ++t)
      if (std::isnan(mean_(t))) y.col(t).setConstant(std::numeric_limits<T>::quiet_NaN());
    encore::assign(out, y);
  }

  MatrixD weights() const override {
    MatrixD out(design_.cols(), mean_.size());
    for (std::uint32_t b = 0; b < design_.bands(); ++b) {
      const auto range = band_range(design_, b);
      out.middleRows(range.start, range.size) =
          space_->weights(range, weighted(b)).template cast<double>();
    }
    for (Index t = 0; t < out.cols(); ++t)
      if (std::isnan(mean_(t))) out.col(t).setConstant(kNaN);
    return out;
  }

  VectorD intercept() const override {
    if (!settings_.ridge.intercept) return (mean_.array() * 0).matrix();
    return mean_ - (means_.transpose() * weights()).transpose();
  }

 private:
  Block<T> empty_block(Index targets) const {
    Block<T> block;
    for (Index t = 0; t < targets; ++t) block.target.push_back(t);
    for (std::size_t f = 0; f < rows_.folds().size(); ++f)
      block.parts.emplace_back(space_->part_rows(f), targets);
    if (space_->total_rows() > 0) block.total.resize(space_->total_rows(), targets);
    const auto folds = static_cast<Index>(rows_.folds().size());
    for (MatrixD* m : {&block.moments.sum, &block.moments.squares, &block.moments.variance})
      m->resize(folds, targets);
    return block;
  }

  void take_statistics(Index first, Index count, Block<T>& block, std::vector<char>& valid) {
    block.moments.sum.middleCols(first, count) = targets_.moments.sum;
    block.moments.squares.middleCols(first, count) = targets_.moments.squares;
    block.moments.variance.middleCols(first, count) = targets_.moments.variance;
    valid.insert(valid.end(), targets_.valid.begin(), targets_.valid.end());
    for (Index t = 0; t < count; ++t) {
      const auto i = static_cast<std::size_t>(t);
      if (targets_.valid[i] == 0) continue;
      mean_(first + t) = targets_.mean[i];
      scale_(first + t) = targets_.scale[i];
    }
  }

  // Each voxel once, with the draw and penalty that won; voxels of one draw share a decomposition.
  void refit(const encore::Call& call, const Block<T>& block, const Best& best) {
    const auto n = static_cast<Index>(block.target.size());
    g_.setZero(space_->coordinates(), n);
    gammas_.setConstant(static_cast<Index>(design_.bands()), n, kNaN);
    chosen_.resize(n);
    for (Index d = 0; d < draws_.cols(); ++d) {
      std::vector<Index> columns;
      for (Index c = 0; c < n; ++c)
        if (best.draw[target(block, c)] == d) columns.push_back(c);
      if (columns.empty()) continue;
      call.progress(0.95 + 0.05 * static_cast<double>(d) / static_cast<double>(draws_.cols()),
                    "fit");
      space_->open_all(draws_.col(d));
      for (std::size_t first = 0; first < columns.size(); first += kChunk) {
        const auto last = std::min(columns.size(), first + kChunk);
        refit_columns(block, best, {columns.begin() + static_cast<long>(first),
                                    columns.begin() + static_cast<long>(last)});
      }
    }
  }

  void refit_columns(const Block<T>& block, const Best& best, const std::vector<Index>& columns) {
    std::vector<double> alphas;
    for (const Index c : columns)
      alphas.push_back(settings_.ridge.alphas[static_cast<std::size_t>(best.alpha[target(block, c)])]);
    const Matrix<T> g = space_->coefficients(block, columns, alphas);
    const auto last = static_cast<Index>(settings_.ridge.alphas.size()) - 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t t = target(block, columns[i]);
      const auto column = static_cast<Index>(t);
      g_.col(column) = g.col(static_cast<Index>(i)) * static_cast<T>(scale_(column));
      gammas_.col(column) = draws_.col(best.draw[t]);
      chosen_.alpha[t] = alphas[i];
      chosen_.cv_score[t] = best.score[t];
      chosen_.edge[t] = last > 0 && (best.alpha[t] == 0 || best.alpha[t] == last) ? 1 : 0;
    }
  }

  static std::size_t target(const Block<T>& block, Index column) {
    return static_cast<std::size_t>(block.target[static_cast<std::size_t>(column)]);
  }

  // g of every target times its weight of the band; 0 where there is no fit.
  Matrix<T> weighted(std::uint32_t band) const {
    Matrix<T> out = g_;
    for (Index t = 0; t < out.cols(); ++t) {
      const double gamma = gammas_(static_cast<Index>(band), t);
      out.col(t) *= static_cast<T>(std::isnan(gamma) ? 0 : gamma);
    }
    return out;
  }

  void add_share(encore::View x, std::uint32_t band, bool centred, Matrix<T>& y) const {
    y.noalias() += space_->along(x, band_range(design_, band), centred) * weighted(band);
  }

  encore::Design design_;
  SortedRows rows_;
  Settings settings_;
  MatrixD draws_;  // bands x draws
  VectorD means_;  // of the features
  std::unique_ptr<Space<T>> space_;
  linear::Targets<T> targets_;

  Matrix<T> g_;            // coordinates x targets
  MatrixD gammas_;
  VectorD mean_, scale_;   // of the targets; mean NaN marks those without a fit
  linear::Chosen chosen_;
};

}  // namespace

std::unique_ptr<Model> make_model(const encore::Call& call, const encore::Design& design,
                                  const Settings& settings) {
  linear::require_finite(design.x(), "x");
  const SortedRows rows(design.groups());
  const auto solver = linear::choose_solver(settings.ridge, rows, design.cols());
  const auto precision = linear::choose_precision(settings.ridge, solver, rows, design.cols());
  call.set_meta("solver", linear::name_of(solver));
  call.set_meta("precision", linear::name_of(precision));
  call.set_meta("folds", std::to_string(rows.folds().size()));
  if (precision == linear::Precision::float64)
    return std::make_unique<TypedModel<double>>(call, design, rows, solver, settings);
  return std::make_unique<TypedModel<float>>(call, design, rows, solver, settings);
}

}  // namespace banded
