#include "core/stats/moments.hpp"

#include <cmath>

namespace encore::stats {

using Series = Eigen::Map<const Eigen::ArrayXf>;

Moments moments(const float* series, Index n) {
  Moments m;
  if (n == 0) return m;
  const Series x(series, n);
  m.mean = x.cast<double>().sum() / static_cast<double>(n);
  m.square = (x.cast<double>() - m.mean).square().sum();
  // A constant float32 has deviations of float64 rounding only; a series that moves by less than
  // a float32 step holds nothing either.
  const double rounding = 1e-7 * m.mean;
  m.varies = std::isfinite(m.square) && m.square > static_cast<double>(n) * rounding * rounding;
  return m;
}

double cross(const float* a, double mean_a, const float* b, double mean_b, Index n) {
  return ((Series(a, n).cast<double>() - mean_a) * (Series(b, n).cast<double>() - mean_b)).sum();
}

}  // namespace encore::stats
