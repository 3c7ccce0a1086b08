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

// How much too narrow percentiles of a bootstrap of `units` units are: sqrt(n / (n - 1)), by which
// draws vary less than units, times Student's quantile with n - 1 degrees of freedom over the
// normal one (Hesterberg 2015, section 4.3). 1 for 0 units: draws as they are.
double widening(Index units, double width);

// Percentile interval over draws, as NumPy's percentile, its distances from the value made wider
// by widening(); se is made wider by sqrt(units / (units - 1)) alone, since it is no quantile.
Interval interval(double value, base::VectorD drawn, double width, Index units = 0);

// Twice the smaller share of draws on one side of 0, at most 1; draws made wider about the value,
// as a 95 % interval is.
double two_sided(double value, const base::VectorD& drawn, Index units = 0);

// Mean r of an ROI (index rois(): the whole brain) with a percentile interval of this width. NaN
// when the ROI has no voxel.
Interval roi_mean(const RoiDraws& draws, Index roi, double width = 0.95, Index units = 0);

struct Comparison {
  double mean_a = 0, mean_b = 0;
  Interval difference;  // a - b
  double p = 1;         // two_sided()
  Index voxels = 0;
};

// a and b: the same voxels, from one ClipBootstrap of so many units. Throws base::Error when they
// differ in shape or in voxels.
Comparison compare(const RoiDraws& a, const RoiDraws& b, Index roi, double width = 0.95,
                   Index units = 0);

}  // namespace encore::stats
