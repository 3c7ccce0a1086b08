// Masks and prepared runs, and how the rest of a run reads them.
#include <fmt/format.h>

#include "core/align/plan.hpp"
#include "core/base/error.hpp"
#include "core/data/arrays.hpp"
#include "core/data/atlas.hpp"
#include "core/data/run_file.hpp"
#include "core/data/scaled_responses.hpp"
#include "core/run/execute.hpp"
#include "core/run/mask_file.hpp"

namespace encore::run {

void execute_mask(const Job& job) {
  const auto& subject = job.study.dataset.subjects[job.task.subject];
  const auto& data = job.study.recipe.data;
  const auto mask = data::make_mask(subject, data, job.progress);
  const auto roi = data::roi_names(data.atlas, subject.id, mask);
  for (const auto& text : mask.warnings) job.warn(fmt::format("{}: {}", job.task.id, text));
  for (const auto& text : roi.warnings) job.warn(fmt::format("{}: {}", job.task.id, text));
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  write_mask(writer.folder() / "mask.h5", mask, roi.names);
  writer.commit();
}

void execute_prepare(const Job& job) {
  const auto& run = job.study.dataset.subjects[job.task.subject].runs[job.task.run];
  const auto mask = subject_mask(job.study, job.plan, job.task.subject);
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  const auto done = data::prepare_run_file(run, mask, job.study.recipe.data.prepare,
                                           writer.folder() / "responses.h5", job.progress);
  for (const auto& text : done.warnings) job.warn(fmt::format("{}: {}", job.task.id, text));
  writer.commit();
}

data::Mask subject_mask(const plan::Study& study, const plan::Plan& plan, std::size_t subject) {
  return read_mask(entry(study, *plan.find(plan::Stage::mask, subject)) / "mask.h5");
}

std::unique_ptr<data::Responses> open_responses(const plan::Study& study, const plan::Plan& plan,
                                                std::size_t s) {
  const auto& subject = study.dataset.subjects[s];
  if (study.from_arrays())
    return data::open_array_responses(study.arrays_file(), subject.id, study.rows(s));
  std::vector<std::filesystem::path> files;
  for (std::size_t r = 0; r < subject.runs.size(); ++r)
    files.push_back(entry(study, *plan.find(plan::Stage::prepare, s, r)) / "responses.h5");
  auto responses = data::open_responses(subject, study.rows(s), files);
  if (study.recipe.data.prepare.zscore != recipe::Prepare::ZScore::train) return responses;
  return data::scaled_by_training_rows(std::move(responses));
}

align::RowPlan row_plan(const plan::Study& study, std::size_t subject, std::size_t model) {
  return align::plan_rows(study.dataset.subjects[subject], study.rows(subject), study.recipe.data,
                          study.align(model), study.window(subject, model));
}

std::vector<std::string> regions(const plan::Study& study, const plan::Plan& plan,
                                 std::size_t subject) {
  if (study.from_arrays()) {
    auto names = data::array_roi_names(study.arrays_file(), study.dataset.subjects[subject].id);
    names.resize(static_cast<std::size_t>(open_responses(study, plan, subject)->voxels()));
    return names;
  }
  return read_regions(entry(study, *plan.find(plan::Stage::mask, subject)) / "mask.h5");
}

}  // namespace encore::run
