// What a null loses where blocks part neighbours: by hand, and against the closed form of
// autoregressive series.
#include "core/stats/common_correlation.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using test::blocks;

const std::vector<std::int32_t> no_clips(4000, 0);

TEST(CommonCorrelation, IsTheProductOfBothAutocorrelations) {
  base::Random random(4);
  CommonCorrelation common(blocks(4000, 500), no_clips);
  auto y = test::continuous(8, 500, 20, 0.8, random);
  y.col(3).setConstant(2);  // has no r
  common.add(y, test::continuous(8, 500, 20, 0.6, random));
  EXPECT_EQ(common.voxels(), 19);
  const auto products = common.products();
  ASSERT_EQ(products.cols(), 21);
  for (Index k = 0; k < 6; ++k)
    EXPECT_NEAR(products(0, k), std::pow(0.48, static_cast<double>(k)), 0.04) << k;
  EXPECT_THROW(common.add(y, y.leftCols(3)), base::Error);
  EXPECT_THROW(CommonCorrelation(blocks(10, 5), no_clips), base::Error);
}

// A perfect prediction of independent rows is not slow.
TEST(CommonCorrelation, DoesNotTakeAGoodPredictionForASlowOne) {
  base::Random random(6);
  std::vector<std::int32_t> phase;
  for (std::int32_t i = 0; i < 600; ++i) phase.push_back(i % 10);
  CommonCorrelation common(blocks(600, 100), phase);
  const auto y = test::noise(600, 300, random);
  common.add(y, y);
  EXPECT_EQ(common.products().rows(), 10);
  EXPECT_LT(common.lost_share(blocks(600, 10)), 0.05);
}

TEST(CommonCorrelation, KnowsWhereInItsClipARowIs) {
  // Rows of a clip of 4 are +-1 in step with it: pairs of phases alternate, for 40 clips.
  base::MatrixF saw(160, 1);
  std::vector<std::int32_t> phase;
  for (Index i = 0; i < 160; ++i) {
    saw(i) = i % 4 == 0 ? 3.f : -1.f;
    phase.push_back(static_cast<std::int32_t>(i % 4));
  }
  CommonCorrelation common(blocks(160, 80), phase);
  common.add(saw, saw);
  const auto products = common.products();  // variance 3: (9 / 3)^2, (-3 / 3)^2, (1 / 3)^2
  EXPECT_NEAR(products(0, 0), 9, 1e-6);
  EXPECT_NEAR(products(0, 1), 1, 1e-6);
  EXPECT_NEAR(products(1, 1), 1 / 9.0, 1e-6);
  phase[7] = 5;  // a phase of one row: all are taken as one
  EXPECT_EQ(CommonCorrelation(blocks(160, 80), phase).products().rows(), 1);
}

TEST(LostShare, CountsPairsOfARunInDifferentPlaces) {
  // Two runs of 4 rows that alternate: every product is 1. 4 + 2 * 6 pairs a run; places of two
  // rows part 4 of the 6.
  base::MatrixF saw(8, 1);
  saw << 1, -1, 1, -1, 1, -1, 1, -1;
  CommonCorrelation common(blocks(8, 4), std::vector<std::int32_t>(8, 0));
  EXPECT_EQ(common.lost_share(blocks(8, 2)), 0) << "no voxel";
  common.add(saw, saw);
  EXPECT_NEAR(common.lost_share(blocks(8, 2)), 8.0 / 16.0, 1e-9);
  EXPECT_EQ(common.lost_share(blocks(8, 4)), 0);
  EXPECT_THROW(common.lost_share(blocks(6, 4)), base::Error);
}

// scipy.stats.norm.sf(scipy.stats.norm.isf(0.05) * 0.7 ** 0.5) and 0.01
TEST(TrueLevel, IsNormal) {
  EXPECT_DOUBLE_EQ(true_level(0.05, 0), 0.05);
  EXPECT_NEAR(true_level(0.05, 0.3), 0.084382, 1e-6);
  EXPECT_NEAR(true_level(0.01, 0.3), 0.025806, 1e-6);
}

}  // namespace
}  // namespace encore::stats
