#include "core/stats/gaussian.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {

base::VectorD gaussian_p(const base::VectorD& r, Index rows) {
  if (rows < 3)
    throw base::Error(fmt::format("{} test rows are too few for a Gaussian null", rows));
  const double freedom = static_cast<double>(rows) - 2;
  const boost::math::students_t null(freedom);
  return r.unaryExpr([&](double x) {
    if (std::isnan(x)) return x;
    if (std::fabs(x) >= 1) return x > 0 ? 0.0 : 1.0;
    return boost::math::cdf(complement(null, x * std::sqrt(freedom / (1 - x * x))));
  });
}

double neighbour_correlation(base::ConstRefF series, const std::vector<std::int32_t>& segment) {
  double sum = 0;
  Index voxels = 0;
  for (Index v = 0; v < series.cols(); ++v) {
    const float* x = series.col(v).data();
    const auto m = moments(x, series.rows());
    if (!m.varies) continue;
    double product = 0;
    for (Index i = 1; i < series.rows(); ++i)
      if (segment[static_cast<std::size_t>(i)] == segment[static_cast<std::size_t>(i - 1)])
        product += (static_cast<double>(x[i]) - m.mean) * (static_cast<double>(x[i - 1]) - m.mean);
    sum += product / m.square;
    ++voxels;
  }
  return voxels > 0 ? sum / static_cast<double>(voxels) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace encore::stats
