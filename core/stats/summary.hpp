// core/stats/summary.hpp: one line a region of interest.
#pragma once

#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

struct RoiSummary {
  Index voxels = 0;  // with a finite value; the others are only counted
  Index missing = 0;
  double mean = 0, median = 0;   // NaN without voxels
  double best = 0;               // largest value
  Index best_voxel = -1;         // where, the first of equals
  Index significant = 0;         // finite voxels with q <= level
  double share_significant = 0;  // of the finite voxels; NaN when no q was given
};

// One summary for each ROI 0 .. rois - 1 and a last one for the whole brain (all voxels, in an ROI
// or not). `roi`: index of each voxel's ROI, -1 for none. `q` may be empty. There is no standard
// error over voxels, which are not independent: roi_mean() gives one over clips. Thread-safe.
std::vector<RoiSummary> summarise(const base::VectorD& values, const std::vector<int>& roi,
                                  int rois, const base::VectorD& q = {}, double level = 0.05);

}  // namespace encore::stats
