#include "core/plan/estimate.hpp"

#include <algorithm>

#include "core/align/plan.hpp"
#include "core/base/error.hpp"
#include "core/data/arrays.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/io/nifti.hpp"
#include "encore/abi.h"

namespace encore::plan {
namespace {

using base::Index;

// A brain fills about a third of its image.
constexpr double kBrainShare = 1.0 / 3;

// Shapes that estimates need; each is looked up once.
class Shapes {
 public:
  Shapes(const Plan& plan, const Study& study, const features::Log& log)
      : plan_(plan), study_(study), log_(log) {}

  Index voxels(std::size_t s) {
    if (const auto known = voxels_.find(s); known != voxels_.end()) return known->second;
    return voxels_[s] = count_voxels(s);
  }

  Index columns(std::size_t model) {
    Index columns = 0;
    for (const auto f : study_.bands(model)) columns += dims(f);
    if (study_.recipe.align.mode == recipe::Align::Mode::fir)
      columns *= static_cast<Index>(align::delays(study_.recipe).size());
    return columns;
  }

  Index dims(std::size_t feature) {
    if (const auto known = dims_.find(feature); known != dims_.end()) return known->second;
    return dims_[feature] = count_dims(feature);
  }

 private:
  Index count_voxels(std::size_t s) const {
    const auto& id = study_.dataset.subjects[s].id;
    if (study_.from_arrays())
      return data::open_array_responses(study_.arrays_file(), id, study_.rows(s))->voxels();
    if (const auto* mask = plan_.find(Stage::mask, s))
      if (const auto folder = study_.store.find(mask->hash))
        return io::H5File(*folder / "mask.h5", io::H5File::Mode::read).shape("/voxels").rows;
    const auto& runs = study_.dataset.subjects[s].runs;
    const auto grid = io::read_nifti_header(runs.front().image).grid;
    return static_cast<Index>(static_cast<double>(grid.voxels()) * kBrainShare);
  }

  Index count_dims(std::size_t feature) const {
    if (!study_.from_arrays()) return study_.features[feature]->dims(log_);
    if (const auto* task = plan_.find(Stage::features, 0, feature))
      if (const auto folder = study_.store.find(task->hash))
        return io::H5File(*folder / "rows.h5", io::H5File::Mode::read).shape("/values").cols;
    return 0;
  }

  const Plan& plan_;
  const Study& study_;
  const features::Log& log_;
  std::map<std::size_t, Index> voxels_, dims_;
};

void estimate_fit(Task& task, const Study& study, Shapes& shapes) {
  const auto rows = study.rows(task.subject);
  const auto test = std::count_if(rows.begin(), rows.end(), [](const auto& r) { return r.test; });
  const auto all = static_cast<Index>(rows.size());
  const Index voxels = shapes.voxels(task.subject);
  if (task.stage == Stage::encode) {
    const auto& plugin = study.plugin(study.recipe.encode.regression);
    const bool joint = (plugin.flags & ENCORE_DF_JOINT_TARGETS) != 0;
    task.memory = encode::memory_estimate(all - test, test, all, shapes.columns(task.model),
                                          voxels, joint);
    task.disk = static_cast<std::uint64_t>(test * voxels) * 4;
  } else {
    const Index block = std::min(voxels, encode::kBlock);
    task.memory = static_cast<std::uint64_t>(block * (2 * all + 4 * test)) * 4 + (64u << 20);
  }
}

}  // namespace

void estimate(Plan& plan, const Study& study, const features::Log& log) {
  Shapes shapes(plan, study, log);
  for (auto& task : plan.tasks) {
    if (task.state == Task::State::cached) continue;
    switch (task.stage) {
      case Stage::mask: break;
      case Stage::features: break;
      case Stage::prepare: {
        const auto& run = study.dataset.subjects[task.subject].runs[task.run];
        task.disk = static_cast<std::uint64_t>(run.volumes * shapes.voxels(task.subject)) * 4;
        task.memory = task.disk * 5 / 2 + (64u << 20);
        break;
      }
      case Stage::encode:
      case Stage::significance:
      case Stage::ceiling:
      case Stage::compare: estimate_fit(task, study, shapes); break;
    }
  }
}

}  // namespace encore::plan
