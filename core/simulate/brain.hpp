// core/simulate/brain.hpp: the anatomy that all simulated subjects share: an ellipsoid whose
// outermost voxels are cortex, and regions on it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/grid.hpp"
#include "core/simulate/drivers.hpp"
#include "core/simulate/preset.hpp"

namespace encore::simulate {

using base::Index;

// A region and what drives it.
struct Region {
  std::string_view name;
  std::string_view driver;               // in words
  std::array<double, kind_count> mix;    // share of each Kind in the signal's variance
  double explainable_variance;           // mean over its voxels; 0: nothing drives it
  std::vector<std::string_view> won_by;  // Encore's features that should predict it best
  double x, y, z;                        // centre on the unit sphere: right, front, top
  bool both_sides;                       // mirrored in x
  double share;                          // of the cortex
};

// Label of a region in the atlas: its index here plus 1.
const std::vector<Region>& regions();

struct Brain {
  io::Grid grid;
  std::vector<Index> voxels;   // of the brain, as linear indices, ascending
  std::vector<char> cortex;    // of each of them
  std::vector<int> region;     // of each of them, index in regions() or -1
  std::vector<double> radius;  // of each of them: 0 at the middle, 1 at the surface
};

Brain make_brain(const Preset& preset);

// A volume with one value for each voxel of the brain.
base::VectorF to_volume(const Brain& brain, const base::VectorF& values, float outside = 0);

}  // namespace encore::simulate
