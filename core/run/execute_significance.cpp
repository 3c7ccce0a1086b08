// Is a voxel predicted better than by chance? One task a subject and model.
#include <fmt/format.h>

#include "core/base/random.hpp"
#include "core/plan/test_orders.hpp"
#include "core/run/tested.hpp"
#include "core/stats/common_correlation.hpp"
#include "core/stats/gaussian.hpp"
#include "core/stats/permutation.hpp"
#include "core/store/said.hpp"

namespace encore::run {
namespace {

using base::Index;
using Test = recipe::Significance::Test;

// One set of orders a subject: every model is tested by the same draws.
stats::Orders orders_of(const Job& job, const std::vector<align::FitRow>& rows) {
  const auto& options = job.study.recipe.stats.significance;
  const auto seed = base::seed_for(
      job.study.recipe.seed, "significance/" + job.study.dataset.subjects[job.task.subject].id);
  return plan::test_orders(options, rows, options.draws, seed);
}

void warn_of_orders(const Job& job, const stats::Orders& orders) {
  const auto& options = job.study.recipe.stats.significance;
  const auto& subject = job.study.dataset.subjects[job.task.subject].id;
  if (orders.possible <= options.draws)
    job.warn(
        fmt::format("significance/{}: the test rows have only {:.0f} orders of {} {}: no "
                    "p below {:.3g} is possible; {}",
                    subject, orders.possible, orders.places.size(),
                    orders.places.size() == 1 ? "stretch" : "stretches", 1 / orders.possible,
                    plan::way_to_more_orders(options.test)));
  if (10 * orders.fixed > orders.rows)
    job.warn(
        fmt::format("significance/{}: {} of {} test rows stay in place in every draw, since no "
                    "other stretch is like theirs; the test is less sensitive for it",
                    subject, orders.fixed, orders.rows));
}

// Beyond this share of the variance of r, a null is called too narrow: 0.05 stands for 0.059 then.
constexpr double kLost = 0.1;
constexpr Index kSample = 500;  // voxels whose autocorrelation is looked at

// The shortest blocks, in whole steps, that keep what is to be kept.
std::string longer_places(const stats::CommonCorrelation& common,
                          const std::vector<align::FitRow>& rows,
                          const recipe::Significance& test) {
  const bool clips = test.test == Test::clip_permutation;
  const auto runs = align::runs_of(rows);
  const Index most = clips ? plan::joined_clips(1, rows).units : static_cast<Index>(rows.size());
  const auto clip = stats::common_length(align::clips_of(rows), align::presentations_of(rows));
  const Index step = clips ? 1 : clip.value_or(1);
  for (Index n = step; n <= most; n += step) {
    const auto places = clips ? plan::joined_clips(static_cast<int>(n), rows).presentation
                              : stats::place_labels(stats::stretches_of(runs, n));
    if (common.lost_share(places) <= kLost)
      return fmt::format("{}: {} loses less than {:.0f} %, and has fewer orders",
                         clips ? "block_clips" : "block_tr", n, 100 * kLost);
  }
  return "no longer stretches would keep it: runs are short, or clips no neighbours";
}

// Orders that part neighbours which are alike make chance look too small.
void warn_of_lost_variance(const Job& job, const stats::CommonCorrelation& common,
                           const stats::Orders& orders, const std::vector<align::FitRow>& rows) {
  const auto& test = job.study.recipe.stats.significance;
  if (test.test == Test::circular_shift || common.voxels() == 0) return;
  const double lost = common.lost_share(stats::place_labels(orders));
  if (lost <= kLost) return;
  job.warn(
      fmt::format("{}: the orders of {} stretches lose about {:.0f} % of the variance that r "
                  "has by chance, since neighbouring stretches are alike: p is too small, 0.05 "
                  "stands for {:.3f} and 0.01 for {:.3f}; {}",
                  job.task.id, orders.places.size(), 100 * lost, stats::true_level(0.05, lost),
                  stats::true_level(0.01, lost), longer_places(common, rows, test)));
}

// Rows since the clip began.
std::vector<std::int32_t> offsets_of(const std::vector<align::FitRow>& rows) {
  std::vector<std::int32_t> offsets;
  for (const auto& row : rows) offsets.push_back(row.clip < 0 ? 0 : row.offset);
  return offsets;
}

// Every step-th voxel: an autocorrelation needs no more.
base::MatrixF thinned(const base::MatrixF& block, Index step) {
  const Index count = (block.cols() + step - 1) / step;
  base::MatrixF out(block.rows(), count);
  for (Index v = 0; v < count; ++v) out.col(v) = block.col(v * step);
  return out;
}

void permute(const Job& job, const Tested& tested, io::H5File& file) {
  const auto orders = orders_of(job, tested.rows().test);
  warn_of_orders(job, orders);
  const bool keep =
      job.study.recipe.stats.significance.correct == recipe::Significance::Correct::max_statistic;
  base::VectorF maxima = stats::no_maxima(orders);
  base::VectorD p(tested.voxels());
  stats::CommonCorrelation common(align::runs_of(tested.rows().test),
                                  offsets_of(tested.rows().test));
  const Index step = std::max<Index>(1, tested.voxels() / kSample);
  tested.for_each_block(job.progress, [&](Index first, const auto& y, const auto& predicted) {
    common.add(thinned(y, step), thinned(predicted, step));
    p.segment(first, y.cols()) = stats::p_values(orders, y, predicted, keep ? &maxima : nullptr);
  });
  warn_of_lost_variance(job, common, orders, tested.rows().test);
  file.write("/p", base::MatrixD(p));
  if (keep) file.write("/null_maxima", base::MatrixD(maxima.cast<double>()));
}

// The warning says how far the rows are from independent.
void gaussian(const Job& job, const Tested& tested, io::H5File& file) {
  const auto& rows = tested.rows().test;
  const auto runs = align::runs_of(rows);
  const auto count = static_cast<Index>(rows.size());
  file.write("/p", base::MatrixD(stats::gaussian_p(tested.r(), count)));
  const Index voxels = std::min(encode::kBlock, tested.voxels());
  const double y = stats::neighbour_correlation(tested.responses(0, voxels), runs);
  const double p = stats::neighbour_correlation(tested.predictions(0, voxels), runs);
  job.warn(fmt::format(
      "{}: the Gaussian null takes {} test rows as independent, but neighbours "
      "correlate by {:.2f} (responses) and {:.2f} (predictions): like {:.0f} "
      "independent rows; p is too small where both are positive. test: "
      "block-permutation does not assume it",
      job.task.id, count, y, p, static_cast<double>(count) * (1 - y * p) / (1 + y * p)));
}

}  // namespace

void execute_significance(const Job& given) {
  store::Said said;
  Job job = given;
  job.warn = [&](const std::string& text) {
    said.warnings.push_back(text);
    given.warn(text);
  };
  const Tested tested(job, job.task.model);
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "significance.h5", io::H5File::Mode::create);
  if (job.study.recipe.stats.significance.test == Test::gaussian) gaussian(job, tested, file);
  else permute(job, tested, file);
  file.close();
  store::write_said(writer.folder(), said);
  writer.commit();
}

}  // namespace encore::run
