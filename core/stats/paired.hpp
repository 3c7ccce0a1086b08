// core/stats/paired.hpp: which of two models predicts better, voxel by voxel and by region.
//
//   VoxelDifference d = compare_voxels(bootstrap, a, b);        // intervals and p, by other clips
//   ClipSwaps swaps(bootstrap.clips(), 1000, seed);
//   RoiDraws out(rois, swaps.draws());
//   VectorD p = swaps.test(a, b, roi, use, out);                // p, by exchanging the models
//
// a and b are ClipSums of the same voxels and clips. The difference is r of a less r of b.
// Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/bootstrap.hpp"

namespace encore::stats {

struct VoxelDifference {
  base::VectorD value;      // NaN where either r is
  base::VectorD low, high;  // interval(), for the number of clips
  base::VectorD p;          // two-sided, as in compare()
};

VoxelDifference compare_voxels(const ClipBootstrap& bootstrap, const ClipSums& a, const ClipSums& b,
                               double width = 0.95);

// Paired permutation: if the models are alike, each clip could as well have had their predictions
// exchanged. A draw exchanges them in a random half of the clips, with predictions standardised
// over all rows, so that a model's scale does not count.
class ClipSwaps {
 public:
  ClipSwaps(Index clips, int draws, std::uint64_t seed);
  int draws() const { return static_cast<int>(swapped_.rows()); }
  const base::MatrixF& swapped() const { return swapped_; }  // draws x clips: 1 where exchanged

  // The difference in every draw (draws x voxels) for voxels first .. first + count - 1.
  base::MatrixF differences(const ClipSums& a, const ClipSums& b, Index first, Index count) const;

  // Two-sided p of each voxel: (1 + draws in which the difference is at least as far from 0) /
  // (1 + draws). Adds the voxels with use != 0 to `out`, for swap_p().
  base::VectorD test(const ClipSums& a, const ClipSums& b, const std::vector<int>& roi,
                     const std::vector<char>& use, RoiDraws& out) const;

 private:
  base::MatrixF swapped_;
};

// The same p of a region's mean difference.
double swap_p(const RoiDraws& draws, Index roi);

}  // namespace encore::stats
