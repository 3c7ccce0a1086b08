#include "core/stats/score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void score_voxel(const float* y, const float* p, Index n, double& r, double& r2) {
  const auto my = moments(y, n), mp = moments(p, n);
  r = r2 = nan;
  if (!my.varies || !std::isfinite(mp.square)) return;
  const double covariance = cross(y, my.mean, p, mp.mean, n);
  // sum (y - p)^2, written with the moments about each mean
  const double shift = my.mean - mp.mean;
  const double residual =
      my.square - 2 * covariance + mp.square + static_cast<double>(n) * shift * shift;
  r2 = 1 - std::max(0.0, residual) / my.square;
  if (mp.varies) r = std::clamp(covariance / std::sqrt(my.square * mp.square), -1.0, 1.0);
}

}  // namespace

Scores score(base::ConstRefF y, base::ConstRefF prediction) {
  if (y.rows() != prediction.rows() || y.cols() != prediction.cols())
    throw base::Error("responses and predictions differ in shape");
  const Index voxels = y.cols(), chunk = 1024;
  Scores s{base::VectorD(voxels), base::VectorD(voxels)};
  base::parallel_for(static_cast<std::size_t>((voxels + chunk - 1) / chunk), [&](std::size_t c) {
    const Index first = static_cast<Index>(c) * chunk, last = std::min(voxels, first + chunk);
    for (Index v = first; v < last; ++v)
      score_voxel(y.col(v).data(), prediction.col(v).data(), y.rows(), s.pearson_r(v), s.r2(v));
  });
  return s;
}

}  // namespace encore::stats
