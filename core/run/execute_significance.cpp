// Is a voxel predicted better than by chance? One task a subject and model.
#include <fmt/format.h>

#include "core/base/random.hpp"
#include "core/plan/test_orders.hpp"
#include "core/recipe/keys.hpp"
#include "core/run/tested.hpp"
#include "core/stats/gaussian.hpp"
#include "core/stats/permutation.hpp"

namespace encore::run {
namespace {

using base::Index;
using Test = recipe::Significance::Test;

// One set of orders a subject: every model is tested by the same draws.
stats::Orders orders_of(const Job& job, const std::vector<align::FitRow>& rows) {
  const auto& options = job.study.recipe.stats.significance;
  const auto seed =
      base::seed_for(job.study.recipe.seed,
                     "significance/" + job.study.dataset.subjects[job.task.subject].id);
  return plan::test_orders(options, rows, options.draws, seed);
}

void warn_of_orders(const Job& job, const stats::Orders& orders,
                    const std::vector<align::FitRow>& rows) {
  const auto& options = job.study.recipe.stats.significance;
  const auto& subject = job.study.dataset.subjects[job.task.subject].id;
  if (orders.possible <= options.draws)
    job.warn(fmt::format(
        "significance/{}: the test rows have only {:.0f} orders of {} stretches: no "
        "p below {:.3g} is possible; {}",
        subject, orders.possible, orders.places.size(), 1 / orders.possible, plan::way_to_more_orders(options.test)));
  if (10 * orders.fixed > orders.rows)
    job.warn(
        fmt::format("significance/{}: {} of {} test rows stay in place in every draw, since no "
                    "other stretch is like theirs; the test is less sensitive for it",
                    subject, orders.fixed, orders.rows));
  if (options.test != Test::clip_permutation && align::has_repeats_apart(rows))
    job.warn(
        fmt::format("significance/{}: clips are presented several times and not averaged, but "
                    "{} moves each presentation apart: p is too small; set data.split."
                    "average_repeats: true, or take test: clip-permutation",
                    subject, recipe::test_name(options.test)));
}

void permute(const Job& job, const Tested& tested, io::H5File& file) {
  const auto orders = orders_of(job, tested.rows().test);
  warn_of_orders(job, orders, tested.rows().test);
  const bool keep =
      job.study.recipe.stats.significance.correct == recipe::Significance::Correct::max_statistic;
  base::VectorF maxima = stats::no_maxima(orders);
  base::VectorD p(tested.voxels());
  tested.for_each_block(job.progress, [&](Index first, const auto& y, const auto& predicted) {
    p.segment(first, y.cols()) = stats::p_values(orders, y, predicted, keep ? &maxima : nullptr);
  });
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

void execute_significance(const Job& job) {
  const Tested tested(job, job.task.model);
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "significance.h5", io::H5File::Mode::create);
  if (job.study.recipe.stats.significance.test == Test::gaussian) gaussian(job, tested, file);
  else permute(job, tested, file);
  file.close();
  writer.commit();
}

}  // namespace encore::run
