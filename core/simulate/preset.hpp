// core/simulate/preset.hpp: how large a simulated laboratory is.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/matrix.hpp"

namespace encore::simulate {

struct Preset {
  std::string name;
  // The design, unless it is ds003720's or given by the user.
  bool real_design = false;
  int subjects = 1;
  int training_runs = 3;
  int clips_per_genre = 1;  // in a training run
  int test_runs = 1;
  int test_clips = 5;  // in a test run, of different genres
  int repeats = 4;     // of a test run's sequence
  double clip_s = 15, tr_s = 1.5;
  double track_s = 17;  // length of a recording
  // The brain.
  std::array<base::Index, 3> dims = {12, 14, 10};
  double voxel_mm = 12;
  base::Index brain_voxels = 320;
  base::Index cortex_voxels = 320;  // where regions lie; the outermost of the brain
};

// tiny, quickstart or brain2music; throws base::Error for another name.
const Preset& preset_named(std::string_view name);

}  // namespace encore::simulate
