#include "core/stats/bootstrap.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

// Mean 0 and sum of squares 1: correlations stay as they are, and float32 sums are exact enough.
base::VectorF standardised(const float* series, Index rows, const Moments& m) {
  const Eigen::Map<const base::VectorF> x(series, rows);
  return ((x.cast<double>().array() - m.mean) / std::sqrt(m.square)).cast<float>();
}

}  // namespace

base::MatrixF correlation_of(const base::VectorF& rows, base::MatrixF y, base::MatrixF p,
                             base::MatrixF yy, base::MatrixF pp, base::MatrixF yp) {
  for (Index v = 0; v < y.cols(); ++v) {
    const auto n = rows.array();
    yy.col(v).array() = n * yy.col(v).array() - y.col(v).array().square();
    pp.col(v).array() = n * pp.col(v).array() - p.col(v).array().square();
    yp.col(v).array() = n * yp.col(v).array() - y.col(v).array() * p.col(v).array();
    // Of sums of squares that were 1: what is below this is rounding, and the draw is constant.
    const auto varies = yy.col(v).array().min(pp.col(v).array()) > 1e-6f * n;
    yp.col(v) =
        varies.select(yp.col(v).array() / (yy.col(v).array() * pp.col(v).array()).sqrt(), 0);
  }
  return yp;
}

ClipBootstrap::ClipBootstrap(const std::vector<std::int32_t>& clip, int draws, std::uint64_t seed) {
  std::map<std::int32_t, Index> number;
  for (const auto c : clip) number.try_emplace(c, static_cast<Index>(number.size()));
  const auto clips = static_cast<Index>(number.size());
  if (clips < 2)
    throw base::Error("a bootstrap over clips needs at least two clips in the test set",
                      "label the test rows with their clips");
  length_ = base::VectorF::Zero(clips);
  for (const auto c : clip) {
    clip_.push_back(number[c]);
    length_(clip_.back()) += 1;
  }
  base::Random random(seed);
  weights_ = base::MatrixF::Zero(draws, clips);
  for (Index d = 0; d < draws; ++d)
    for (Index i = 0; i < clips; ++i)
      weights_(d, static_cast<Index>(random.below(static_cast<std::uint64_t>(clips)))) += 1;
  rows_ = weights_ * length_;
}

ClipSums ClipBootstrap::sums(base::ConstRefF y, base::ConstRefF prediction) const {
  const auto rows = static_cast<Index>(clip_.size());
  if (y.rows() != rows || prediction.rows() != rows || y.cols() != prediction.cols())
    throw base::Error("responses, predictions and clip labels differ in shape");
  const base::MatrixF zero = base::MatrixF::Zero(clips(), y.cols());
  ClipSums s{zero, zero, zero, zero, zero, base::VectorD(y.cols()), length_};
  base::parallel_for(static_cast<std::size_t>(y.cols()),
                     [&](std::size_t i) { add_voxel(y, prediction, static_cast<Index>(i), s); });
  return s;
}

void ClipBootstrap::add_voxel(base::ConstRefF y, base::ConstRefF prediction, Index v,
                              ClipSums& s) const {
  const auto rows = static_cast<Index>(clip_.size());
  const float *ys = y.col(v).data(), *ps = prediction.col(v).data();
  const auto my = moments(ys, rows), mp = moments(ps, rows);
  s.r(v) = std::numeric_limits<double>::quiet_NaN();
  if (!my.varies || !mp.varies) return;
  s.r(v) = cross(ys, my.mean, ps, mp.mean, rows) / std::sqrt(my.square * mp.square);
  const auto a = standardised(ys, rows, my), b = standardised(ps, rows, mp);
  for (Index i = 0; i < rows; ++i) {
    const Index c = clip_[static_cast<std::size_t>(i)];
    s.y(c, v) += a(i);
    s.p(c, v) += b(i);
    s.yy(c, v) += a(i) * a(i);
    s.pp(c, v) += b(i) * b(i);
    s.yp(c, v) += a(i) * b(i);
  }
}

base::MatrixF ClipBootstrap::correlations(const ClipSums& sums, Index first, Index count) const {
  const auto drawn = [&](const base::MatrixF& per_clip) -> base::MatrixF {
    return weights_ * per_clip.middleCols(first, count);
  };
  return correlation_of(rows_, drawn(sums.y), drawn(sums.p), drawn(sums.yy), drawn(sums.pp),
                        drawn(sums.yp));
}

void ClipBootstrap::add(const ClipSums& sums, const std::vector<int>& roi,
                        const std::vector<char>& use, RoiDraws& out) const {
  const Index voxels = sums.r.size();
  if (roi.size() != static_cast<std::size_t>(voxels) || use.size() != roi.size())
    throw base::Error("ROI labels and voxels differ in number");
  add_tiles(voxels, out, [&](Index first, Index count, RoiDraws& part) {
    const auto r = correlations(sums, first, count);
    for (Index v = 0; v < count; ++v) {
      const auto i = static_cast<std::size_t>(first + v);
      if (use[i] != 0 && !std::isnan(sums.r(first + v)))
        part.add(roi[i], sums.r(first + v), r.col(v));
    }
  });
}

}  // namespace encore::stats
