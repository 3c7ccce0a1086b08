#include "core/stats/ceiling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Variance of the mean over mean of the variances (ddof 1 in both, so it cancels), corrected for
// the noise that is left in the mean.
double explainable_variance(const std::vector<base::MatrixF>& repeats, Index voxel) {
  const Index rows = repeats.front().rows();
  const auto n = static_cast<double>(repeats.size());
  base::VectorD mean = base::VectorD::Zero(rows);
  for (const auto& r : repeats) {
    const auto m = moments(r.col(voxel).data(), rows);
    if (!m.varies) return nan;
    mean.array() += (r.col(voxel).cast<double>().array() - m.mean) / std::sqrt(m.square);
  }
  const double raw = (mean / n).squaredNorm();  // each repeat has mean 0 and sum of squares 1
  return raw - (1 - raw) / (n - 1);
}

}  // namespace

void require_repeats(const std::vector<base::MatrixF>& repeats) {
  if (repeats.size() < 2)
    throw base::Error("a noise ceiling needs clips of the test set that were heard twice or more",
                      "leave `ceiling` out, or set `method: none`");
  for (const auto& r : repeats)
    if (r.rows() != repeats.front().rows() || r.cols() != repeats.front().cols())
      throw base::Error("repeats differ in shape");
  if (repeats.front().rows() < 3)
    throw base::Error(
        fmt::format("{} repeated rows are too few for a noise ceiling", repeats.front().rows()));
}

Ceiling noise_ceiling(const std::vector<base::MatrixF>& repeats) {
  require_repeats(repeats);
  const Index voxels = repeats.front().cols(), chunk = 1024;
  const auto n = static_cast<double>(repeats.size());
  Ceiling c{base::VectorD(voxels), base::VectorD(voxels), static_cast<int>(repeats.size())};
  base::parallel_for(static_cast<std::size_t>((voxels + chunk - 1) / chunk), [&](std::size_t k) {
    const Index first = static_cast<Index>(k) * chunk;
    for (Index v = first; v < std::min(voxels, first + chunk); ++v) {
      const double rho = explainable_variance(repeats, v);
      c.explainable_variance(v) = rho;
      c.r_max(v) = rho > 0 ? std::sqrt(n * rho / (1 + (n - 1) * rho)) : nan;
    }
  });
  return c;
}

base::VectorD normalise(const base::VectorD& pearson_r, const Ceiling& ceiling, double least) {
  if (pearson_r.size() != ceiling.r_max.size())
    throw base::Error("scores and ceiling differ in voxels");
  return (ceiling.explainable_variance.array() >= least)
      .select(pearson_r.array() / ceiling.r_max.array(), nan);
}

}  // namespace encore::stats
