#include "core/plan/estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/parallel.hpp"
#include "core/data/run_file.hpp"
#include "core/encode/encode.hpp"
#include "core/plan/shapes.hpp"
#include "core/plan/work.hpp"
#include "encore/abi.h"

namespace encore::plan {
namespace {

using base::Index;

// The program with its plugins and libraries, before it has read anything.
constexpr std::uint64_t kProgram = 64u << 20;
// Fitted models of more than this are worth a warning.
constexpr std::uint64_t kLargeModels = 4ull << 30;

std::uint64_t bytes(double count) { return static_cast<std::uint64_t>(count); }

std::size_t folds_of(const Study& study, std::size_t subject) {
  std::set<std::int32_t> runs;
  for (const auto& row : study.rows(subject))
    if (!row.test) runs.insert(row.run);
  const auto& cv = study.recipe.encode.cv;
  if (cv.kind != recipe::Cv::Kind::group_kfold) return runs.size();
  const auto folds = static_cast<std::size_t>(cv.folds);
  return cv.by_clips() ? folds : std::min(runs.size(), folds);
}

std::uint64_t fit_memory(const Task& task, const Study& study, Shapes& shapes, Index test) {
  const auto all = static_cast<Index>(study.rows(task.subject).size());
  const Index voxels = shapes.voxels(task.subject);
  if (task.stage == Stage::encode || task.stage == Stage::resample) {
    const auto& use = study.recipe.encode.regression;
    const plugin::Regression regression(study.plugin(use), use.params, {});
    const bool applied = study.is_fitted(task.model);
    const Index columns = shapes.columns(task.model);
    const Index block = encode::largest_block(regression, voxels);
    const Index train = task.stage == Stage::resample ? all : all - test;
    encode::Sizes sizes{.train_rows = applied ? 0 : train,
                        .test_rows = test,
                        .volumes = all,
                        .columns = columns,
                        .block = block};
    if (!applied)
      sizes.plugin = regression.memory({.rows = sizes.train_rows,
                                        .cols = columns,
                                        .targets = block,
                                        .new_rows = test,
                                        .groups = folds_of(study, task.subject),
                                        .bands = study.bands(task.model).size(),
                                        .threads = base::threads()});
    const auto fit = encode::memory_estimate(sizes);
    const bool stored = applied || study.is_kept(task.model);
    return fit + (stored ? encode::kept_memory(columns, block) : 0);
  }
  // A block of responses, its test rows and predictions, and what is computed from them.
  const Index block = std::min(voxels, encode::kBlock);
  return static_cast<std::uint64_t>(block * (2 * all + 4 * test)) * 4;
}

void estimate_fit(Task& task, const Study& study, Shapes& shapes) {
  const auto rows = study.rows(task.subject);
  const auto test = std::count_if(rows.begin(), rows.end(), [](const auto& r) { return r.test; });
  task.memory = kProgram + fit_memory(task, study, shapes, test);
  if (task.stage != Stage::encode) return;
  task.disk = static_cast<std::uint64_t>(test * shapes.voxels(task.subject)) * 4;
  if (study.is_kept(task.model))
    task.disk += encode::kept_disk(shapes.columns(task.model), shapes.voxels(task.subject));
}

// Weights are soon larger than the data that they were fitted to.
void warn_of_large_models(const Plan& plan, const Study& study, const features::Log& log) {
  std::uint64_t disk = 0;
  for (const auto& task : plan.tasks)
    if (task.state == Task::State::todo && task.stage == Stage::encode && study.is_kept(task.model))
      disk += task.disk;
  if (disk < kLargeModels) return;
  log(fmt::format("encode.keep: the fitted models take about {:.1f} GiB of disk",
                  static_cast<double>(disk) / (1u << 30)));
}

// A float64 mean image, a smoothed copy, flags and the volume that is read.
void estimate_mask(Task& task, const Study& study) {
  const auto& grid = study.dataset.subjects[task.subject].grid;
  task.memory = kProgram + bytes(60.0 * static_cast<double>(grid.voxels()));
}

void estimate_prepare(Task& task, const Study& study, Shapes& shapes) {
  const auto& run = study.dataset.subjects[task.subject].runs[task.run];
  data::Mask mask;
  mask.grid = study.dataset.subjects[task.subject].grid;
  mask.voxels.resize(static_cast<std::size_t>(shapes.voxels(task.subject)));
  task.memory = kProgram + bytes(data::prepare_memory(run, mask, study.recipe.data.prepare));
  task.disk = static_cast<std::uint64_t>(run.volumes * shapes.voxels(task.subject)) * 4;
}

// Clips are extracted one a thread; what a plugin needs beside the sound is not known, and taken
// to be some copies of it.
void estimate_features(Task& task, const Study& study, Shapes& shapes) {
  if (study.from_arrays()) {
    const auto values = static_cast<double>(study.rows(0).size()) *
                        static_cast<double>(shapes.dims(task.feature)) * sizeof(float);
    task.memory = kProgram + bytes(4 * values);
    task.disk = bytes(values);
    return;
  }
  double seconds = 0;
  for (const auto& clip : study.dataset.clips)
    if (!clip.file.empty()) seconds = std::max(seconds, clip.duration_s);
  constexpr double kBytesASecond = 48000.0 * 2 * sizeof(float) * 8;
  task.memory = kProgram + bytes(base::threads() * seconds * kBytesASecond);
}

}  // namespace

void estimate(Plan& plan, const Study& study, const features::Log& log) {
  Shapes shapes(plan, study, log);
  for (auto& task : plan.tasks) {
    if (task.state == Task::State::cached) continue;
    switch (task.stage) {
      case Stage::mask: estimate_mask(task, study); break;
      case Stage::features: estimate_features(task, study, shapes); break;
      case Stage::prepare: estimate_prepare(task, study, shapes); break;
      case Stage::encode:
      case Stage::significance:
      case Stage::ceiling:
      case Stage::compare:
      case Stage::resample: estimate_fit(task, study, shapes); break;
    }
    task.work = work_of(task, study, shapes);
  }
  warn_of_large_models(plan, study, log);
}

}  // namespace encore::plan
