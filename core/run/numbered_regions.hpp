// core/run/numbered_regions.hpp: the places that models are compared in, as numbers.
#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/recipe/recipe.hpp"
#include "core/stats/clip_cross.hpp"
#include "core/stats/roi_draws.hpp"

namespace encore::run {

// The atlas' regions, then the groups of them (data.atlas.groups), and last the whole brain.
struct NumberedRegions {
  std::vector<std::string> names;
  std::vector<int> of_voxel;                        // its region, -1 outside of the atlas
  std::vector<std::vector<base::Index>> set_parts;  // regions of each group
};

// `region`: of each voxel, "" outside of the atlas.
NumberedRegions number_regions(const std::vector<std::string>& region, const recipe::Atlas& atlas);

// Draws of groups, which are the sums of their regions' and filled in here.
void join_sets(const NumberedRegions& regions, stats::RoiDraws& draws);

// Means over the voxels of a place, clips x clips; NaN where it has none.
base::MatrixD table_of(const NumberedRegions& regions, const stats::ClipCross& cross,
                       base::Index place);

}  // namespace encore::run
