#include "core/stats/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/stats/compare.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Differences closer than float32 sums can tell count as equal, in favour of chance.
constexpr double tie = 5e-6;

void require_alike(const ClipSums& a, const ClipSums& b) {
  if (a.r.size() != b.r.size() || a.rows.size() != b.rows.size())
    throw base::Error("two models are compared on different voxels or clips");
}

}  // namespace

VoxelDifference compare_voxels(const ClipBootstrap& bootstrap, const ClipSums& a, const ClipSums& b,
                               double width) {
  require_alike(a, b);
  VoxelDifference d;
  d.value = a.r - b.r;
  d.low = d.high = d.p = base::VectorD::Constant(d.value.size(), nan);
  RoiDraws none(0, 0);
  add_tiles(d.value.size(), none, [&](Index first, Index count, RoiDraws&) {
    const base::MatrixF drawn =
        bootstrap.correlations(a, first, count) - bootstrap.correlations(b, first, count);
    for (Index v = 0; v < count; ++v) {
      if (std::isnan(d.value(first + v))) continue;
      const auto i =
          interval(d.value(first + v), drawn.col(v).cast<double>(), width, bootstrap.clips());
      d.low(first + v) = i.low;
      d.high(first + v) = i.high;
      d.p(first + v) =
          two_sided(d.value(first + v), drawn.col(v).cast<double>(), bootstrap.clips());
    }
  });
  return d;
}

ClipSwaps::ClipSwaps(Index clips, int draws, std::uint64_t seed) : swapped_(draws, clips) {
  base::Random random(seed);
  for (Index d = 0; d < draws; ++d)
    for (Index c = 0; c < clips; ++c) swapped_(d, c) = static_cast<float>(random.below(2));
}

base::MatrixF ClipSwaps::differences(const ClipSums& a, const ClipSums& b, Index first,
                                     Index count) const {
  // What a draw takes from a and gives to b, or the other way round.
  const auto moved = [&](const base::MatrixF& x, const base::MatrixF& y) -> base::MatrixF {
    return swapped_ * (y.middleCols(first, count) - x.middleCols(first, count));
  };
  const base::VectorF rows = swapped_ * (b.rows - a.rows);
  const base::MatrixF y = moved(a.y, b.y), p = moved(a.p, b.p), yy = moved(a.yy, b.yy),
                      pp = moved(a.pp, b.pp), yp = moved(a.yp, b.yp);
  const auto r = [&](const ClipSums& s, float sign) {
    const auto with = [&](const base::MatrixF& sums, const base::MatrixF& change) -> base::MatrixF {
      return (sign * change).rowwise() + sums.middleCols(first, count).colwise().sum();
    };
    const base::VectorF n = (sign * rows).array() + s.rows.sum();
    return correlation_of(n, with(s.y, y), with(s.p, p), with(s.yy, yy), with(s.pp, pp),
                          with(s.yp, yp));
  };
  return r(a, 1) - r(b, -1);
}

base::VectorD ClipSwaps::test(const ClipSums& a, const ClipSums& b, const std::vector<int>& roi,
                              const std::vector<char>& use, RoiDraws& out) const {
  require_alike(a, b);
  const Index voxels = a.r.size();
  if (roi.size() != static_cast<std::size_t>(voxels) || use.size() != roi.size())
    throw base::Error("ROI labels and voxels differ in number");
  base::VectorD p = base::VectorD::Constant(voxels, nan);
  add_tiles(voxels, out, [&](Index first, Index count, RoiDraws& part) {
    const auto drawn = differences(a, b, first, count);
    for (Index v = 0; v < count; ++v) {
      const double value = a.r(first + v) - b.r(first + v);
      if (std::isnan(value)) continue;
      const auto least = static_cast<float>(std::fabs(value) - tie);
      p(first + v) = (1 + static_cast<double>((drawn.col(v).array().abs() >= least).count())) /
                     (1 + static_cast<double>(draws()));
      const auto i = static_cast<std::size_t>(first + v);
      if (use[i] != 0) part.add(roi[i], value, drawn.col(v));
    }
  });
  return p;
}

double swap_p(const RoiDraws& draws, Index roi) {
  if (draws.voxels(roi) == 0) return nan;
  const double least = std::fabs(draws.r(roi)) - tie * draws.voxels(roi);
  const auto reached = (draws.drawn.col(roi).array().abs() >= least).count();
  return (1 + static_cast<double>(reached)) / (1 + static_cast<double>(draws.draws()));
}

}  // namespace encore::stats
