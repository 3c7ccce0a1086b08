#include "core/simulate/preset.hpp"

#include <algorithm>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace encore::simulate {
namespace {

Preset tiny() {
  Preset p;
  p.name = "tiny";
  return p;
}

Preset quickstart() {
  Preset p;
  p.name = "quickstart";
  p.subjects = 2;
  p.training_runs = 6;
  p.clips_per_genre = 4;
  p.test_runs = 2;
  p.test_clips = 10;
  p.dims = {18, 21, 15};
  p.voxel_mm = 9;
  p.brain_voxels = p.cortex_voxels = 1500;
  return p;
}

Preset brain2music() {
  Preset p;
  p.name = "brain2music";
  p.real_design = true;
  p.dims = {96, 96, 68};
  p.voxel_mm = 2;
  p.brain_voxels = 170000;
  p.cortex_voxels = 60000;
  return p;
}

}  // namespace

const Preset& preset_named(std::string_view name) {
  static const std::vector<Preset> presets = {tiny(), quickstart(), brain2music()};
  std::vector<std::string> names;
  for (const auto& p : presets) {
    if (p.name == name) return p;
    names.push_back(p.name);
  }
  const std::string near = base::nearest(name, names);
  throw base::Error("there is no preset '" + std::string(name) + "'",
                    near.empty() ? "the presets are " + base::join(names, "and")
                                 : "did you mean '" + near + "'?");
}

}  // namespace encore::simulate
