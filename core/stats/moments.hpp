// core/stats/moments.hpp: mean and sum of squares of one series, in float64. Thread-safe.
#pragma once

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

struct Moments {
  double mean = 0;
  double square = 0;    // sum of squared deviations from the mean
  bool varies = false;  // false for constant series (to float32's precision) and for NaN, infinity
};

// Two passes over n contiguous values.
Moments moments(const float* series, Index n);

// Sum of (a - mean of a) * (b - mean of b).
double cross(const float* a, double mean_a, const float* b, double mean_b, Index n);

}  // namespace encore::stats
