// core/stats/roi_draws.hpp: sums over the voxels of each ROI, in each draw.
#pragma once

#include <functional>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// Of r and of r in each draw. The last entry is the whole brain: every voxel, in an ROI or not.
struct RoiDraws {
  RoiDraws(Index rois, int draws)
      : voxels(base::VectorD::Zero(rois + 1)),
        r(base::VectorD::Zero(rois + 1)),
        drawn(base::MatrixD::Zero(draws, rois + 1)) {}
  Index rois() const { return voxels.size() - 1; }
  int draws() const { return static_cast<int>(drawn.rows()); }
  void add(const RoiDraws& other);
  // One voxel of an ROI, -1 for none.
  void add(int roi, double value, const Eigen::Ref<const base::VectorF>& of_draws);

  base::VectorD voxels;  // how many were summed
  base::VectorD r;
  base::MatrixD drawn;  // draws x (rois + 1)
};

// Calls body(first voxel, count, part) for tiles of voxels, in parallel, and adds the parts to
// `out` in an order that does not depend on threads. Parts of tiles of one chunk follow one
// another.
void add_tiles(Index voxels, RoiDraws& out,
               const std::function<void(Index first, Index count, RoiDraws& part)>& body);

}  // namespace encore::stats
