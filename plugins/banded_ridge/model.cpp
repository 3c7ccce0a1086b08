#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "encore/eigen.hpp"
#include "plugins/linear/steps.hpp"
#include "plugins/linear/threads.hpp"

namespace banded {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Bytes that responses and coefficients of one search take; decompositions are shared by all of
// its targets.
constexpr double kBlockBytes = 384.0 * 1024 * 1024;

template <class T>
class TypedModel final : public Model {
 public:
  TypedModel(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
             linear::Solver solver, const Settings& settings)
      : design_(design),
        rows_(rows),
        settings_(settings),
        draws_(band_weights(settings.draws, static_cast<Index>(design.bands()), call.seed())) {
    means_ = VectorD::Zero(design.cols());
    if (settings.ridge.intercept)
      for (Index c = 0; c < design.cols(); ++c)
        means_(c) = linear::gather(design.x(), {}, c, 1).mean();
    const SpaceInput input{design_, rows_, means_, settings.ridge.alphas, settings.ridge.intercept};
    space_ =
        solver == linear::Solver::dual ? make_dual<T>(call, input) : make_primal<T>(call, input);
  }

  Index preferred_targets() const override {
    const auto values = static_cast<double>(rows_.size() + space_->coordinates());
    return linear::preferred_targets(kBlockBytes, values * sizeof(T));
  }

  void fit(const encore::Call& call, encore::View y) override {
    Search<T> search(call, *space_, rows_, draws_, settings_.ridge, settings_.patience);
    refit(call, y, search.run(y));
  }

  const linear::Chosen& chosen() const override { return chosen_; }
  const MatrixD& gammas() const override { return gammas_; }

  void predict(encore::View x, unsigned threads, encore::MutableView out) const override {
    Matrix<T> y = Matrix<T>::Zero(x.rows(), mean_.size());
    for (std::uint32_t b = 0; b < design_.bands(); ++b) add_share(x, b, true, threads, y);
    y.rowwise() += mean_.transpose().template cast<T>();
    encore::assign(out, y);
  }

  void predict_band(encore::View x, std::uint32_t band, unsigned threads,
                    encore::MutableView out) const override {
    Matrix<T> y = Matrix<T>::Zero(x.rows(), mean_.size());
    add_share(x, band, false, threads, y);
    for (Index t = 0; t < y.cols(); ++t)
      if (std::isnan(mean_(t))) y.col(t).setConstant(std::numeric_limits<T>::quiet_NaN());
    encore::assign(out, y);
  }

  MatrixD weights(unsigned threads) const override {
    MatrixD out(design_.cols(), mean_.size());
    for (std::uint32_t b = 0; b < design_.bands(); ++b) {
      const auto range = band_range(design_, b);
      out.middleRows(range.start, range.size) =
          space_->weights(range, weighted(b, 0, mean_.size()), threads).template cast<double>();
    }
    for (Index t = 0; t < out.cols(); ++t)
      if (std::isnan(mean_(t))) out.col(t).setConstant(kNaN);
    return out;
  }

  VectorD intercept(unsigned threads) const override {
    if (!settings_.ridge.intercept) return (mean_.array() * 0).matrix();
    return mean_ - linear::turned_product(weights(threads), means_);
  }

 private:
  // Each voxel once, with the draw and penalty that won; voxels of one draw share a decomposition.
  void refit(const encore::Call& call, encore::View y, const Best& best) {
    const Index n = y.cols();
    g_.setZero(space_->coordinates(), n);
    gammas_.setConstant(static_cast<Index>(design_.bands()), n, kNaN);
    mean_.setConstant(n, kNaN);
    chosen_.resize(n);
    std::vector<std::vector<Index>> winners(static_cast<std::size_t>(draws_.cols()));
    for (Index t = 0; t < n; ++t)
      if (const Index draw = best.draw[static_cast<std::size_t>(t)]; draw >= 0)
        winners[static_cast<std::size_t>(draw)].push_back(t);
    linear::Steps steps(call, "fit", draws_.cols(), 0.95);
    linear::for_tasks(call.max_threads(), draws_.cols(), [&](Index draw, Index) {
      refit_draw(y, best, draw, winners[static_cast<std::size_t>(draw)]);
      steps.advance();
    });
  }

  void refit_draw(encore::View y, const Best& best, Index draw, const std::vector<Index>& targets) {
    if (targets.empty()) return;
    const auto whole = space_->open_all(draws_.col(draw));
    Responses<T> responses;
    for (std::size_t first = 0; first < targets.size(); first += linear::kChunk) {
      const auto count = std::min<std::size_t>(linear::kChunk, targets.size() - first);
      const auto columns = std::span<const Index>(targets).subspan(first, count);
      responses.targets.read(y, columns, rows_, settings_.ridge.intercept);
      space_->project(responses);
      std::vector<double> alphas;
      for (const Index t : columns)
        alphas.push_back(
            settings_.ridge
                .alphas[static_cast<std::size_t>(best.alpha[static_cast<std::size_t>(t)])]);
      take(best, columns, alphas, responses.targets, whole->coefficients(responses, alphas));
    }
  }

  void take(const Best& best, std::span<const Index> columns, const std::vector<double>& alphas,
            const linear::Targets<T>& targets, const Matrix<T>& g) {
    const auto last = static_cast<Index>(settings_.ridge.alphas.size()) - 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Index column = columns[i];
      const auto t = static_cast<std::size_t>(column);
      mean_(column) = targets.mean[i];
      g_.col(column) = g.col(static_cast<Index>(i)) * static_cast<T>(targets.scale[i]);
      gammas_.col(column) = draws_.col(best.draw[t]);
      chosen_.alpha[t] = alphas[i];
      chosen_.cv_score[t] = best.score[t];
      chosen_.edge[t] = last > 0 && (best.alpha[t] == 0 || best.alpha[t] == last) ? 1 : 0;
    }
  }

  // g of some targets times their weight of the band; 0 where there is no fit.
  Matrix<T> weighted(std::uint32_t band, Index first, Index count) const {
    Matrix<T> out = g_.middleCols(first, count);
    for (Index t = 0; t < count; ++t) {
      const double gamma = gammas_(static_cast<Index>(band), first + t);
      out.col(t) *= static_cast<T>(std::isnan(gamma) ? 0 : gamma);
    }
    return out;
  }

  void add_share(encore::View x, std::uint32_t band, bool centred, unsigned threads,
                 Matrix<T>& y) const {
    const Matrix<T> along = space_->along(x, band_range(design_, band), centred);
    linear::for_chunks(threads, y.cols(), [&](Index first, Index count, Index) {
      y.middleCols(first, count).noalias() += along * weighted(band, first, count);
    });
  }

  encore::Design design_;
  SortedRows rows_;
  Settings settings_;
  MatrixD draws_;  // bands x draws
  VectorD means_;  // of the features
  std::unique_ptr<Space<T>> space_;

  Matrix<T> g_;  // coordinates x targets
  MatrixD gammas_;
  VectorD mean_;  // of the targets; NaN marks those without a fit
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
