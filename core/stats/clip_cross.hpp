// core/stats/clip_cross.hpp: the mean r of a region, had each clip's prediction stood beside
// another clip.
//
//   ClipCross cross(clips_of(plan.test), rois);
//   for each block of voxels:
//     cross.add(y, prediction, roi, use);
//   cross.sum(roi).trace() / cross.voxels()(roi)    // mean r of the region
//
// r over any order of whole clips is a sum of entries of such a table, since no order changes the
// mean or the deviation of a series. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

class ClipCross {
 public:
  // `clip`: a label for each test row; rows of a clip are taken in their order. Beyond `most` clips
  // those of neighbouring labels are joined.
  ClipCross(const std::vector<std::int32_t>& clip, Index rois, Index most = 256);

  // Adds a block of voxels; `roi`, `use` as in ClipBootstrap::add. Constant series add nothing.
  void add(base::ConstRefF y, base::ConstRefF prediction, const std::vector<int>& roi,
           const std::vector<char>& use);

  const std::vector<std::int32_t>& clips() const { return labels_; }  // ascending
  const std::vector<Index>& rows() const { return lengths_; }         // of each clip
  // Over the voxels of a region, the last one the whole brain: clips x clips, responses of a clip
  // by predictions of a clip. Of clips that differ in length the rows that both have.
  const base::MatrixD& sum(Index roi) const { return sums_[static_cast<std::size_t>(roi)]; }
  const base::VectorD& voxels() const { return voxels_; }

 private:
  std::vector<std::int32_t> labels_;
  std::vector<Index> lengths_;
  std::vector<Index> place_;  // of each row in position-major tables: position * clips + clip
  Index positions_ = 0, rows_ = 0;
  std::vector<base::MatrixD> sums_;
  base::VectorD voxels_;
};

}  // namespace encore::stats
