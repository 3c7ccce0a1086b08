// What the tests of significance promise, over 200 simulated experiments: how many discoveries are
// false, and how many effects are found.
#include <gtest/gtest.h>

#include <functional>

#include "core/stats/fdr.hpp"
#include "core/stats/gaussian.hpp"
#include "core/stats/permutation.hpp"
#include "core/stats/score.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

constexpr Index kClips = 20, kRows = 200, kVoxels = 120;
constexpr int kSeeds = 200, kDraws = 999;

// 20 clips of 10 rows in two runs; the rows of a clip are alike, and so are voxels, which share
// half of the variance of their noise. The first voxels follow their predictions.
struct Experiment {
  base::MatrixF y, x;
  base::VectorD r;
};

// Clips that do not depend on each other, or runs that know no clips.
base::MatrixF rows_alike(Index voxels, double phi, bool by_clip, base::Random& random) {
  if (!by_clip) return test::autoregressive(kRows, voxels, phi, random);
  base::MatrixF m(kRows, voxels);
  for (Index c = 0; c < kClips; ++c)
    m.middleRows(10 * c, 10) = test::autoregressive(10, voxels, phi, random);
  return m;
}

Experiment experiment(std::uint64_t seed, Index effects, double phi = 0.6, bool by_clip = true) {
  base::Random random(seed);
  Experiment e;
  e.x = rows_alike(kVoxels, phi, by_clip, random);
  e.y = rows_alike(kVoxels, phi, by_clip, random) +
        rows_alike(1, phi, by_clip, random).replicate(1, kVoxels);
  e.y.leftCols(effects) += 1.2f * e.x.leftCols(effects);
  e.r = score(e.y, e.x).pearson_r;
  return e;
}

struct Count {
  double false_share = 0;  // of the discoveries, mean over experiments: the false discovery rate
  double any_false = 0;    // share of experiments with a false discovery
  double found = 0;        // share of the effects
};

using Correct = std::function<base::VectorD(const Experiment&, std::uint64_t seed)>;

Count over_seeds(Index effects, const Correct& corrected, double phi = 0.6, bool by_clip = true) {
  Count count;
  for (int s = 0; s < kSeeds; ++s) {
    const auto seed = static_cast<std::uint64_t>(s);
    const auto e = experiment(seed, effects, phi, by_clip);
    const base::VectorD q = corrected(e, seed + 1000);
    const auto hits = static_cast<double>((q.head(effects).array() <= 0.05).count());
    const auto wrong = static_cast<double>((q.tail(kVoxels - effects).array() <= 0.05).count());
    count.false_share += wrong / std::max(1.0, wrong + hits) / kSeeds;
    count.any_false += (wrong > 0 ? 1.0 : 0.0) / kSeeds;
    if (effects > 0) count.found += hits / static_cast<double>(effects) / kSeeds;
  }
  return count;
}

Orders block(std::uint64_t seed) {
  return block_orders(test::blocks(kRows, 100), 10, kDraws, seed);
}
Orders clip(std::uint64_t seed) {
  return clip_orders(test::blocks(kRows, 10), test::blocks(kRows, 10), kDraws, seed);
}
Orders shift(std::uint64_t seed) { return shift_orders(test::blocks(kRows, 100), 0, kDraws, seed); }

Correct by(Orders (*orders)(std::uint64_t), base::VectorD (*correct)(const base::VectorD&)) {
  return [=](const Experiment& e, std::uint64_t seed) -> base::VectorD {
    return correct(p_values(orders(seed), e.y, e.x));
  };
}

Correct by_maximum(Orders (*orders)(std::uint64_t)) {
  return [=](const Experiment& e, std::uint64_t seed) -> base::VectorD {
    const auto drawn = orders(seed);
    auto maxima = no_maxima(drawn);
    p_values(drawn, e.y, e.x, &maxima);
    return max_statistic(e.r, maxima);
  };
}

// A share of 200 experiments is off by less than this in 999 of 1000 cases.
double slack(double share) { return 3.3 * std::sqrt(share * (1 - share) / kSeeds); }

TEST(FalseDiscoveryRate, HoldsAndEffectsAreFound) {
  for (const auto orders : {block, clip}) {
    const auto bh = over_seeds(30, by(orders, benjamini_hochberg));
    EXPECT_LT(bh.false_share, 0.05);  // 0.05 * 90 / 120 = 0.0375 is what is expected
    EXPECT_GT(bh.false_share, 0.01);
    EXPECT_GT(bh.found, 0.95);
    const auto by_ = over_seeds(30, by(orders, benjamini_yekutieli));
    EXPECT_LT(by_.false_share, 0.02);
    EXPECT_GT(by_.found, 0.8);
  }
  const auto shifted = over_seeds(30, by(shift, benjamini_hochberg), 0.6, false);
  RecordProperty("shift_fdr", std::to_string(shifted.false_share));
  EXPECT_LT(shifted.false_share, 0.05);
  EXPECT_GT(shifted.found, 0.95);
}

TEST(FalseDiscoveryRate, HoldsWithoutAnyEffect) {
  for (const auto orders : {block, clip}) {
    const auto null = over_seeds(0, by(orders, benjamini_hochberg));
    EXPECT_LT(null.any_false, 0.05 + slack(0.05));
  }
  EXPECT_LT(over_seeds(0, by(shift, benjamini_hochberg), 0.6, false).any_false, 0.05 + slack(0.05));
}

TEST(MaxStatistic, HoldsTheFamilyWiseRate) {
  for (const auto orders : {block, clip}) {
    const auto null = over_seeds(0, by_maximum(orders));
    EXPECT_NEAR(null.any_false, 0.05, slack(0.05));
    const auto some = over_seeds(30, by_maximum(orders));
    EXPECT_LT(some.any_false, 0.05 + slack(0.05));
    EXPECT_GT(some.found, 0.8);
  }
  EXPECT_NEAR(over_seeds(0, by_maximum(shift), 0.6, false).any_false, 0.05, slack(0.05));
}

TEST(MaxStatistic, IsCountedByHand) {
  base::VectorF maxima(4);
  maxima << 0.3f, 0.1f, 0.5f, 0.2f;
  base::VectorD r(5);
  r << 0.6, 0.3, 0.25, -1, std::nan("");
  const auto p = max_statistic(r, maxima);
  EXPECT_DOUBLE_EQ(p(0), 1 / 5.0);
  EXPECT_DOUBLE_EQ(p(1), 3 / 5.0);  // 0.3 is reached by 0.3 and 0.5
  EXPECT_DOUBLE_EQ(p(2), 3 / 5.0);
  EXPECT_DOUBLE_EQ(p(3), 1);
  EXPECT_TRUE(std::isnan(p(4)));
}

// The definition: every draw written out, r by score().
TEST(MaxStatistic, MaximaAreThoseOfEveryDraw) {
  auto e = experiment(3, 2);
  e.y.col(5).setConstant(1);  // has no r and no part in the maxima
  for (const auto& orders : {block(7), clip(7), shift(7)}) {
    auto maxima = no_maxima(orders);
    p_values(orders, e.y.leftCols(70), e.x.leftCols(70), &maxima);
    p_values(orders, e.y.rightCols(50), e.x.rightCols(50), &maxima);
    for (int d = 0; d < orders.draws; d += 37) {
      double highest = -1;
      for (Index v = 0; v < kVoxels; ++v)
        if (v != 5)
          highest = std::max(
              highest, score(e.y.col(v), test::reordered(orders, d, e.x.col(v))).pearson_r(0));
      EXPECT_NEAR(maxima(d), highest, 2e-6) << d;
    }
  }
  // One voxel that always falls below 0 beside empty lanes.
  base::MatrixF y(6, 1);
  y << 1, 2, 3, 4, 5, 6;
  const auto orders = shift_orders(test::blocks(6, 6), 2, 100, 1);
  auto maxima = no_maxima(orders);
  p_values(orders, y, y, &maxima);
  for (int d = 0; d < orders.draws; ++d)
    EXPECT_NEAR(maxima(d), score(y, test::reordered(orders, d, y.col(0))).pearson_r(0), 2e-6);
  EXPECT_LT(maxima.maxCoeff(), 0);
}

TEST(Gaussian, HoldsForIndependentRowsOnly) {
  const Correct gaussian = [](const Experiment& e, std::uint64_t) -> base::VectorD {
    return benjamini_hochberg(gaussian_p(e.r, kRows));
  };
  const auto independent = over_seeds(30, gaussian, 0);
  EXPECT_LT(independent.false_share, 0.05);
  EXPECT_GT(independent.found, 0.95);
  // Neighbours that correlate by 0.8: three times the false discoveries that were promised.
  EXPECT_GT(over_seeds(30, gaussian, 0.8).false_share, 0.15);
  EXPECT_GT(over_seeds(0, gaussian, 0.8).any_false, 0.5);
}

// Clips are heard three times; the brain answers each alike, and so does the prediction, to which
// the answer owes nothing. Presentations that are moved apart make chance look too small.
TEST(RepeatsApart, MoveTogetherWithTheirClipOnly) {
  const Index clips = 15, rows = clips * 10;
  const auto answers = [&](base::Random& random) -> base::MatrixF {
    base::MatrixF once(rows, 400);
    for (Index c = 0; c < clips; ++c)
      once.middleRows(10 * c, 10) = test::autoregressive(10, 400, 0.5, random);
    return once.replicate(3, 1);
  };
  base::Random random(9);
  const base::MatrixF x = answers(random);
  const base::MatrixF y = answers(random) + test::noise(3 * rows, 400, random);
  std::vector<std::int32_t> clip;
  for (Index i = 0; i < 3 * rows; ++i) clip.push_back(static_cast<std::int32_t>(i % rows / 10));
  const auto together = p_values(clip_orders(clip, test::blocks(3 * rows, 10), kDraws, 1), y, x);
  const auto apart = p_values(block_orders(test::blocks(3 * rows, rows), 10, kDraws, 1), y, x);
  EXPECT_NEAR(test::share_below(together, 0.05), 0.05, 3.3 * std::sqrt(0.05 * 0.95 / 400));
  EXPECT_GT(test::share_below(apart, 0.05), 0.1);
}

}  // namespace
}  // namespace encore::stats
