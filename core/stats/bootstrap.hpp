// core/stats/bootstrap.hpp: how much would ROI means move with other clips?
//
// Clips of the test set are drawn with replacement; rows of a clip stay together, and one draw
// serves all voxels and models. Correlation over any draw follows from sums per clip.
//
//   ClipBootstrap bootstrap(clips_of(plan.test), 1000, seed);
//   RoiDraws draws(n_rois, bootstrap.draws());
//   for each block of voxels:
//     bootstrap.add(bootstrap.sums(y, prediction), roi, use, draws);
#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/roi_draws.hpp"

namespace encore::stats {

// Sums of standardised series over the rows of each clip: clips x voxels each.
struct ClipSums {
  base::MatrixF y, yy, p, pp, yp;
  base::VectorD r;     // over all rows; NaN as in score()
  base::VectorF rows;  // of each clip
};

// r over rows of which the sums are known, entry by entry: draws x voxels. 0 where a draw leaves a
// constant series. `rows`: of each draw. Uses up its arguments.
base::MatrixF correlation_of(const base::VectorF& rows, base::MatrixF y, base::MatrixF p,
                             base::MatrixF yy, base::MatrixF pp, base::MatrixF yp);

// Immutable once made; share one between blocks of voxels and models.
class ClipBootstrap {
 public:
  // `clip`: a label for each test row, any integers. Throws base::Error for fewer than two clips.
  ClipBootstrap(const std::vector<std::int32_t>& clip, int draws, std::uint64_t seed);
  int draws() const { return static_cast<int>(weights_.rows()); }
  Index clips() const { return weights_.cols(); }
  // draws x clips (in order of first appearance): how often each was drawn.
  const base::MatrixF& weights() const { return weights_; }

  ClipSums sums(base::ConstRefF y, base::ConstRefF prediction) const;

  // r of every draw (draws x voxels) for voxels first .. first + count - 1. 0 where a draw leaves
  // a constant series.
  base::MatrixF correlations(const ClipSums& sums, Index first, Index count) const;

  // Adds voxels to `out`. `roi`: index of each voxel's ROI, -1 for none. `use`: 0 leaves a voxel
  // out; give the voxels whose r is finite in every model that is compared. The sum is the same
  // for any number of threads.
  void add(const ClipSums& sums, const std::vector<int>& roi, const std::vector<char>& use,
           RoiDraws& out) const;

 private:
  void add_voxel(base::ConstRefF y, base::ConstRefF prediction, Index voxel, ClipSums& s) const;
  std::vector<Index> clip_;  // of each row, 0 .. clips - 1
  base::MatrixF weights_;
  base::VectorF length_, rows_;  // rows in each clip, in each draw
};

}  // namespace encore::stats
