// The noise ceiling, from repeats of the test set.
#include <functional>

#include "core/align/average.hpp"
#include "core/base/random.hpp"
#include "core/base/stop.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/run/execute.hpp"
#include "core/stats/ceiling.hpp"
#include "core/stats/split_half.hpp"

namespace encore::run {

using base::Index;

bool zscores_test(const plan::Study& study, const align::RowPlan& rows) {
  const auto& split = study.recipe.data.split;
  return split.average_repeats && split.zscore_after_average && align::most_repeats(rows.test) > 1;
}

namespace {

// Of a block of voxels, by the method of the recipe.
using Estimate = std::function<stats::Ceiling(const std::vector<base::MatrixF>& repeats)>;

Estimate estimate(const Job& job, int repeats) {
  const auto& ceiling = job.study.recipe.ceiling;
  if (ceiling.method != recipe::Ceiling::Method::split_half) return stats::noise_ceiling;
  const auto seed = base::seed_for(job.study.recipe.seed,
                                   "ceiling/" + job.study.dataset.subjects[job.task.subject].id);
  return [splits = stats::halves(repeats, ceiling.splits, seed)](
             const std::vector<base::MatrixF>& repeated) {
    return stats::split_half_ceiling(repeated, splits);
  };
}

}  // namespace

void execute_ceiling(const Job& job) {
  const auto responses = open_responses(job.study, job.plan, job.task.subject);
  const auto rows = row_plan(job.study, job.task.subject, job.task.model);
  const auto repeated_rows = align::most_repeated(rows.test);
  const int repeats = align::most_repeats(repeated_rows);
  const auto ceiling_of = estimate(job, repeats);
  base::MatrixD variance(responses->voxels(), 1), r_max(responses->voxels(), 1);
  for (Index first = 0; first < responses->voxels(); first += encode::kBlock) {
    base::check_stop();
    const Index count = std::min(encode::kBlock, responses->voxels() - first);
    const base::MatrixF volumes = responses->read(first, count);
    std::vector<base::MatrixF> repeated;
    for (int r = 0; r < repeats; ++r)
      repeated.push_back(align::average_repeat(repeated_rows, volumes, r));
    const auto ceiling = ceiling_of(repeated);
    variance.middleRows(first, count) = ceiling.explainable_variance;
    r_max.middleRows(first, count) = ceiling.r_max;
    base::report(job.progress,
                 static_cast<double>(first + count) / static_cast<double>(responses->voxels()));
  }
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "ceiling.h5", io::H5File::Mode::create);
  file.write("/explainable_variance", variance);
  file.write("/r_max", r_max);
  file.close();
  writer.commit();
}

}  // namespace encore::run
