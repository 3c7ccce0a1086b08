#include "core/stats/compare.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace encore::stats {
namespace {

// Linear between order statistics, as NumPy's default.
double quantile(const base::VectorD& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<Index>(place);
  const Index above = std::min(below + 1, sorted.size() - 1);
  return sorted(below) + (place - static_cast<double>(below)) * (sorted(above) - sorted(below));
}

Interval nothing() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan, nan};
}

}  // namespace

double widening(Index units, double width) {
  if (units < 2) return 1;
  const double n = static_cast<double>(units), share = (1 + width) / 2;
  const boost::math::students_t student(n - 1);
  return std::sqrt(n / (n - 1)) * boost::math::quantile(student, share) /
         boost::math::quantile(boost::math::normal(), share);
}

Interval interval(double value, base::VectorD drawn, double width, Index units) {
  std::sort(drawn.begin(), drawn.end());
  const double mean = drawn.mean();
  const double n = static_cast<double>(drawn.size());
  double se = std::sqrt((drawn.array() - mean).square().sum() / std::max(1.0, n - 1));
  if (units > 1) se *= std::sqrt(static_cast<double>(units) / static_cast<double>(units - 1));
  const double wider = widening(units, width);
  const auto bound = [&](double share) {
    const double at = quantile(drawn, share);
    return wider == 1 ? at : value + wider * (at - value);
  };
  return {value, bound((1 - width) / 2), bound((1 + width) / 2), se};
}

double two_sided(double value, const base::VectorD& drawn, Index units) {
  // value + wider * (draw - value) reaches 0 where the draw reaches this.
  const double zero = value - value / widening(units, 0.95);
  const double above = static_cast<double>((drawn.array() >= zero).count());
  const double below = static_cast<double>((drawn.array() <= zero).count());
  return std::min(1.0, 2 * (1 + std::min(above, below)) / (1 + static_cast<double>(drawn.size())));
}

Interval roi_mean(const RoiDraws& draws, Index roi, double width, Index units) {
  const double n = draws.voxels(roi);
  if (n == 0) return nothing();
  return interval(draws.r(roi) / n, draws.drawn.col(roi) / n, width, units);
}

Comparison compare(const RoiDraws& a, const RoiDraws& b, Index roi, double width, Index units) {
  if (a.drawn.rows() != b.drawn.rows() || a.drawn.cols() != b.drawn.cols() ||
      a.voxels(roi) != b.voxels(roi))
    throw base::Error("two models are compared on different voxels or draws");
  Comparison c;
  const double n = a.voxels(roi);
  c.voxels = static_cast<Index>(n);
  c.mean_a = a.r(roi) / n;
  c.mean_b = b.r(roi) / n;
  if (n == 0) {
    c.difference = nothing();
    c.p = c.difference.value;
    return c;
  }
  const base::VectorD drawn = (a.drawn.col(roi) - b.drawn.col(roi)) / n;
  c.difference = interval(c.mean_a - c.mean_b, drawn, width, units);
  c.p = two_sided(c.difference.value, drawn, units);
  return c;
}

}  // namespace encore::stats
