#include "core/plan/work.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace encore::plan {
namespace {

using base::Index;

class Work {
 public:
  Work(const Task& task, const Study& study, Shapes& shapes)
      : task_(task), study_(study), shapes_(shapes) {}

  std::string text() const {
    const auto& recipe = study_.recipe;
    switch (task_.stage) {
      case Stage::features: return of_features();
      case Stage::mask: return fmt::format("{} voxels of the grid", subject().grid.voxels());
      case Stage::prepare: return fmt::format("{} volumes{}", run().volumes, by_voxels());
      case Stage::encode: return of_fit(training_rows());
      case Stage::resample:
        return fmt::format("{} folds of {}", recipe.encode.evaluate.folds, of_fit(all_rows()));
      case Stage::significance: return of_draws(recipe.stats.significance.draws);
      case Stage::compare:
        return fmt::format("{} models, {}", study_.models.size(),
                           of_draws(recipe.stats.compare.draws));
      case Stage::ceiling: return fmt::format("{} rows{}", test_rows(), by_voxels());
    }
    return "";
  }

 private:
  const data::Subject& subject() const { return study_.dataset.subjects[task_.subject]; }
  const data::Run& run() const { return subject().runs[task_.run]; }
  std::string by_voxels() const {
    return fmt::format(" x {} voxels", shapes_.voxels(task_.subject));
  }
  std::size_t all_rows() const { return study_.rows(task_.subject).size(); }
  std::size_t test_rows() const {
    const auto rows = study_.rows(task_.subject);
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.test; }));
  }
  std::size_t training_rows() const { return all_rows() - test_rows(); }

  std::string of_fit(std::size_t rows) const {
    return fmt::format("{} rows x {} columns{}", rows, shapes_.columns(task_.model), by_voxels());
  }
  std::string of_draws(int draws) const {
    return fmt::format("{} draws of {} rows{}", draws, test_rows(), by_voxels());
  }

  std::string of_features() const {
    if (study_.from_arrays())
      return fmt::format("{} rows x {} columns", study_.rows(0).size(),
                         shapes_.dims(task_.feature));
    const auto clips = base::counted(task_.parts - task_.done_parts, "clip");
    if (!study_.features[task_.feature]->needs().audio) return clips;
    double seconds = 0;
    for (const auto& clip : study_.dataset.clips) seconds += clip.duration_s;
    seconds *= static_cast<double>(task_.parts - task_.done_parts) /
               static_cast<double>(std::max<std::size_t>(1, study_.dataset.clips.size()));
    return fmt::format("{}, {:.0f} min of sound", clips, seconds / 60);
  }

  const Task& task_;
  const Study& study_;
  Shapes& shapes_;
};

}  // namespace

std::string work_of(const Task& task, const Study& study, Shapes& shapes) {
  return Work(task, study, shapes).text();
}

}  // namespace encore::plan
