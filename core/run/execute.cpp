#include "core/run/execute.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/hdf5.hpp"

namespace encore::run {
std::filesystem::path entry(const plan::Study& study, const plan::Task& task) {
  if (const auto folder = study.store.find(task.hash)) return *folder;
  throw base::Error(
      fmt::format("the result of {} is not in the store {}", task.id, study.store.root().string()),
      "run the recipe again: it is computed anew", base::Exit::task_failed);
}

void execute(const Job& job) {
  using plan::Stage;
  if (job.task.reason == "forced") job.study.store.remove(job.task.hash);
  switch (job.task.stage) {
    case Stage::mask: return execute_mask(job);
    case Stage::prepare: return execute_prepare(job);
    case Stage::features: return execute_features(job);
    case Stage::encode: return execute_encode(job);
    case Stage::significance: return execute_significance(job);
    case Stage::ceiling: return execute_ceiling(job);
    case Stage::compare: return execute_compare(job);
    case Stage::resample: return execute_resample(job);
  }
}

void execute_features(const Job& job) {
  const auto& study = job.study;
  if (!study.from_arrays()) {
    const auto& set = *study.features[job.task.feature];
    if (job.task.reason == "forced") set.forget();
    set.extract(set.missing(), job.progress, job.warn);
    return;
  }
  const auto values = study.extract_rows(job.task.feature, job.warn);
  auto writer = study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "rows.h5", io::H5File::Mode::create);
  file.write("/values", values);
  file.close();
  writer.commit();
}

}  // namespace encore::run
