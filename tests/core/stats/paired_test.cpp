// Two models in a voxel: against exchanging rows by hand, against regions of one voxel, and how
// often a difference is claimed that is not there.
#include "core/stats/paired.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/compare.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/score.hpp"
#include "core/stats/stretches.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using base::MatrixF;
using base::VectorF;
using test::blocks;

VectorF standard(const VectorF& x) {
  const VectorF centred = x.array() - x.mean();
  return centred / centred.norm();
}

// The rows of the drawn clips with the predictions exchanged, r by score().
double by_hand(const VectorF& y, const VectorF& a, const VectorF& b,
               const std::vector<std::int32_t>& clip, const VectorF& swapped) {
  VectorF left = standard(a), right = standard(b);
  for (Index i = 0; i < y.size(); ++i)
    if (swapped(clip[static_cast<std::size_t>(i)]) > 0) std::swap(left(i), right(i));
  return score(y, left).pearson_r(0) - score(y, right).pearson_r(0);
}

TEST(Swaps, ExchangeThePredictionsOfClips) {
  const auto clip = blocks(63, 10);  // the last clip has three rows
  const auto y = test::series(63, 3, 0);
  const MatrixF a = 5 * test::series(63, 3, 0.4), b = test::series(63, 3, 1.1).array() + 2;
  const ClipBootstrap bootstrap(clip, 10, 1);
  const ClipSwaps swaps(bootstrap.clips(), 40, 3);
  const auto drawn = swaps.differences(bootstrap.sums(y, a), bootstrap.sums(y, b), 0, 3);
  for (Index d = 0; d < 40; ++d)
    for (Index v = 0; v < 3; ++v)
      EXPECT_NEAR(drawn(d, v), by_hand(y.col(v), a.col(v), b.col(v), clip, swaps.swapped().row(d)),
                  3e-6);
}

TEST(Swaps, PIsTheShareOfAllExchanges) {
  const Index clips = 6;
  const auto clip = blocks(60, 10);
  const auto y = test::series(60, 2, 0), a = test::series(60, 2, 0.3), b = test::series(60, 2, 1.4);
  const ClipBootstrap bootstrap(clip, 10, 1);
  const ClipSwaps swaps(clips, 20000, 5);
  RoiDraws none(0, swaps.draws());
  const auto p = swaps.test(bootstrap.sums(y, a), bootstrap.sums(y, b), {-1, -1}, {1, 1}, none);
  for (Index v = 0; v < 2; ++v) {
    const VectorF kept = VectorF::Zero(clips);
    const double observed = std::fabs(by_hand(y.col(v), a.col(v), b.col(v), clip, kept));
    int reached = 0;
    for (int bits = 0; bits < 64; ++bits) {
      VectorF swapped(clips);
      for (Index c = 0; c < clips; ++c) swapped(c) = static_cast<float>(bits >> c & 1);
      if (std::fabs(by_hand(y.col(v), a.col(v), b.col(v), clip, swapped)) >= observed - 5e-6)
        ++reached;
    }
    const double exact = reached / 64.0;
    EXPECT_GE(exact, 2 / 64.0) << "as observed, and everything exchanged";
    EXPECT_NEAR(p(v), exact, 4 * std::sqrt(exact * (1 - exact) / 20000));
  }
}

TEST(Swaps, RegionsAreMeansOfVoxelsAndThreadsDoNotMatter) {
  base::Random random(2);
  const auto y = test::noise(80, 700, random);
  MatrixF a = test::noise(80, 700, random), b = test::noise(80, 700, random);
  a.col(4).setConstant(1);
  const ClipBootstrap bootstrap(blocks(80, 10), 10, 1);
  const ClipSwaps swaps(8, 50, 1);
  const auto sums_a = bootstrap.sums(y, a), sums_b = bootstrap.sums(y, b);
  std::vector<int> roi(700, -1);
  roi[3] = roi[4] = roi[699] = 0;
  std::vector<char> use(700, 1);
  use[5] = 0;
  RoiDraws out(1, 50), again(1, 50);
  base::set_threads(1);
  const auto p = swaps.test(sums_a, sums_b, roi, use, out);
  base::set_threads(3);
  EXPECT_TRUE(test::same_bytes(swaps.test(sums_a, sums_b, roi, use, again), p));
  EXPECT_EQ(out.drawn, again.drawn);
  EXPECT_TRUE(std::isnan(p(4)));
  EXPECT_EQ(out.voxels, Eigen::Vector2d(2, 698));
  const MatrixF drawn = swaps.differences(sums_a, sums_b, 0, 700);
  const base::VectorD mean = (drawn.col(3) + drawn.col(699)).cast<double>() / 2;
  const double observed = (sums_a.r(3) - sums_b.r(3) + sums_a.r(699) - sums_b.r(699)) / 2;
  const double reached =
      static_cast<double>((mean.array().abs() >= std::fabs(observed) - 5e-6).count());
  EXPECT_DOUBLE_EQ(swap_p(out, 0), (1 + reached) / 51);
}

TEST(VoxelDifference, IsThatOfARegionOfOneVoxel) {
  base::Random random(4);
  const auto y = test::noise(100, 70, random);
  MatrixF a = y + test::noise(100, 70, random), b = y + 1.5f * test::noise(100, 70, random);
  b.col(7).setConstant(0);
  const ClipBootstrap bootstrap(blocks(100, 10), 200, 3);
  const auto sums_a = bootstrap.sums(y, a), sums_b = bootstrap.sums(y, b);
  const auto d = compare_voxels(bootstrap, sums_a, sums_b, 0.9);
  for (const Index v : {0, 33, 69}) {
    std::vector<int> roi(70, -1);
    roi[static_cast<std::size_t>(v)] = 0;
    RoiDraws draws_a(1, 200), draws_b(1, 200);
    bootstrap.add(sums_a, roi, std::vector<char>(70, 1), draws_a);
    bootstrap.add(sums_b, roi, std::vector<char>(70, 1), draws_b);
    const auto c = compare(draws_a, draws_b, 0, 0.9, bootstrap.clips());
    EXPECT_NEAR(d.value(v), c.difference.value, 1e-12);
    EXPECT_NEAR(d.low(v), c.difference.low, 1e-6);
    EXPECT_NEAR(d.high(v), c.difference.high, 1e-6);
    EXPECT_DOUBLE_EQ(d.p(v), c.p);
    EXPECT_NEAR(d.value(v),
                score(y.col(v), a.col(v)).pearson_r(0) - score(y.col(v), b.col(v)).pearson_r(0),
                1e-12);
  }
  EXPECT_TRUE(std::isnan(d.value(7)) && std::isnan(d.low(7)) && std::isnan(d.p(7)));
  const auto fewer = bootstrap.sums(y.leftCols(3), a.leftCols(3));
  EXPECT_THROW(compare_voxels(bootstrap, fewer, sums_b), base::Error);
}

// Both models see the signal through noise, b through more of it in the first voxels. 25 clips.
struct Claims {
  double p_below = 0;      // share of voxels without a difference with p <= 0.05
  double false_share = 0;  // of the discoveries after Benjamini-Hochberg, mean over experiments
  double found = 0;
};

// `carried`: clips of 10 rows in six runs of 100, whose responses reach into the next clip; so many
// of them move together.
Claims over_seeds(bool by_swaps, Index effects, bool carried = false, Index together = 1) {
  const Index voxels = 60, rows = carried ? 600 : 250, run = carried ? 100 : rows;
  const int seeds = 200;
  const auto units =
      join_clips(blocks(rows, run), blocks(rows, 10), blocks(rows, 10), together).unit;
  Claims claims;
  for (int s = 0; s < seeds; ++s) {
    base::Random random(static_cast<std::uint64_t>(s));
    const auto slow = [&]() -> MatrixF {
      return carried ? test::heard(6, 100, voxels, random)
                     : test::autoregressive(rows, voxels, 0.5, random);
    };
    const auto error = [&]() -> MatrixF {
      return carried ? slow() : test::noise(rows, voxels, random);
    };
    const MatrixF signal = slow();
    const float size = carried ? 0.5f : 1;
    const MatrixF y = signal + size * error(), a = signal + size * error();
    MatrixF noise = size * error();
    noise.leftCols(effects) *= 4;
    const ClipBootstrap bootstrap(units, 400, static_cast<std::uint64_t>(s) + 500);
    const auto sums_a = bootstrap.sums(y, a), sums_b = bootstrap.sums(y, signal + noise);
    const ClipSwaps swaps(bootstrap.clips(), 400, static_cast<std::uint64_t>(s) + 900);
    RoiDraws none(0, 400);
    const std::vector<int> roi(voxels, -1);
    const auto p = by_swaps ? swaps.test(sums_a, sums_b, roi, std::vector<char>(voxels, 0), none)
                            : compare_voxels(bootstrap, sums_a, sums_b).p;
    const auto q = benjamini_hochberg(p);
    const auto hits = static_cast<double>((q.head(effects).array() <= 0.05).count());
    const auto wrong = static_cast<double>((q.tail(voxels - effects).array() <= 0.05).count());
    claims.p_below += test::share_below(p.tail(voxels - effects), 0.05) / seeds;
    claims.false_share += wrong / std::max(1.0, wrong + hits) / seeds;
    if (effects > 0) claims.found += hits / static_cast<double>(effects) / seeds;
  }
  return claims;
}

TEST(PairedPermutation, HoldsItsLevelAndFindsDifferences) {
  const auto claims = over_seeds(true, 15);
  EXPECT_NEAR(claims.p_below, 0.05, 0.01);
  EXPECT_LT(claims.false_share, 0.05);  // 0.05 * 45 / 60 = 0.0375 is what is expected
  EXPECT_GT(claims.found, 0.9);
}

TEST(PairedPermutation, HoldsItsLevelOnStretchesWhereResponsesCarryOver) {
  const auto stretches = over_seeds(true, 15, true, 5);
  RecordProperty("level", std::to_string(stretches.p_below));
  RecordProperty("found", std::to_string(stretches.found));
  EXPECT_NEAR(stretches.p_below, 0.05, 0.01);
  EXPECT_LT(stretches.false_share, 0.05);
  EXPECT_GT(stretches.found, 0.9);
  EXPECT_GT(over_seeds(true, 15, true, 1).p_below, 0.07) << "why not single clips";
}

TEST(PairedBootstrap, HoldsItsLevelNearlyOnStretches) {
  const auto stretches = over_seeds(false, 15, true, 5);
  RecordProperty("level", std::to_string(stretches.p_below));
  RecordProperty("false_share", std::to_string(stretches.false_share));
  EXPECT_NEAR(stretches.p_below, 0.05, 0.02);
  EXPECT_LT(stretches.false_share, 0.08);
  EXPECT_GT(stretches.found, 0.85);
}

// Percentiles of a bootstrap are a little narrow in the tails with so few clips, which is where
// the correction looks: docs/significance.md says to take the permutation for voxels.
TEST(PairedBootstrap, HoldsItsLevelNearlyAndFindsDifferences) {
  const auto claims = over_seeds(false, 15);
  EXPECT_NEAR(claims.p_below, 0.05, 0.02);
  EXPECT_LT(claims.false_share, 0.08);
  EXPECT_GT(claims.found, 0.9);
}

}  // namespace
}  // namespace encore::stats
