// core/stats/compare.hpp: ROI means and their differences, with intervals over clips.
//
// The unit is the clip of the test set, one subject at a time: an interval says how far a result
// would move with other music of the same kind, not with other people. Thread-safe.
#pragma once

#include "core/stats/bootstrap.hpp"

namespace encore::stats {

struct Interval {
  double value = 0;  // over all clips
  double low = 0, high = 0;
  double se = 0;  // standard deviation over draws
};

// Percentile interval over draws, as NumPy's percentile.
Interval interval(double value, base::VectorD drawn, double width);

// Twice the smaller share of draws on one side of 0, at most 1.
double two_sided(const base::VectorD& drawn);

// Mean r of an ROI (index rois(): the whole brain) with a percentile interval of this width. NaN
// when the ROI has no voxel.
Interval roi_mean(const RoiDraws& draws, Index roi, double width = 0.95);

struct Comparison {
  double mean_a = 0, mean_b = 0;
  Interval difference;  // a - b
  double p = 1;         // two-sided: twice the smaller share of draws on one side of 0
  Index voxels = 0;
};

// a and b: the same voxels, from one ClipBootstrap. Throws base::Error when they differ in shape or
// in voxels.
Comparison compare(const RoiDraws& a, const RoiDraws& b, Index roi, double width = 0.95);

}  // namespace encore::stats
