// Pearson r, R², Benjamini-Hochberg and summaries. Reference numbers: stats_reference.py.
#include "core/stats/score.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/summary.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Score, AgreesWithScipyAndSklearn) {
  const auto s = score(test::series(40, 3, 0), test::series(40, 3, 0.9));
  const double r[] = {0.7000292760116783, 0.7179396992236479, 0.7300462283122751};
  const double r2[] = {0.39400953579634745, 0.4468070698239103, 0.4841573511001682};
  for (Index v = 0; v < 3; ++v) {
    EXPECT_NEAR(s.pearson_r(v), r[v], 1e-12);
    EXPECT_NEAR(s.r2(v), r2[v], 1e-12);
  }
}

TEST(Score, LargeMeansDoNotCostPrecision) {
  base::MatrixF y = test::series(40, 1, 0), p = test::series(40, 1, 0.9);
  y.array() += 4096;
  p.array() += 4096;
  EXPECT_NEAR(score(y, p).pearson_r(0), 0.70003, 1e-3);  // what float32 kept of y
}

TEST(Score, DegenerateVoxelsAreNaNAndHarmNobody) {
  base::MatrixF y = test::series(40, 5, 0), p = test::series(40, 5, 0.9);
  y.col(0).setConstant(0.1f);
  p.col(1).setConstant(0.3f);
  y(7, 2) = std::numeric_limits<float>::quiet_NaN();
  p(7, 3) = std::numeric_limits<float>::infinity();
  const auto s = score(y, p), whole = score(test::series(40, 5, 0), test::series(40, 5, 0.9));
  EXPECT_TRUE(std::isnan(s.pearson_r(0)) && std::isnan(s.r2(0)));
  EXPECT_TRUE(std::isnan(s.pearson_r(1)));
  EXPECT_LT(s.r2(1), 0);  // a constant prediction has an R²
  EXPECT_TRUE(std::isnan(s.pearson_r(2)) && std::isnan(s.r2(2)));
  EXPECT_TRUE(std::isnan(s.pearson_r(3)) && std::isnan(s.r2(3)));
  EXPECT_EQ(s.pearson_r(4), whole.pearson_r(4));
}

TEST(Score, DoesNotDependOnBlocksOrThreads) {
  const auto y = test::series(30, 3000, 0), p = test::series(30, 3000, 0.4);
  base::set_threads(1);
  const auto one = score(y, p);
  base::set_threads(3);
  const auto three = score(y, p);
  EXPECT_TRUE(test::same_bytes(one.pearson_r, three.pearson_r));
  const auto part = score(y.middleCols(1111, 50), p.middleCols(1111, 50));
  EXPECT_TRUE(test::same_bytes(part.r2, one.r2.segment(1111, 50)));
}

TEST(Score, ShapesMustAgree) {
  EXPECT_THROW(score(test::series(30, 3, 0), test::series(30, 2, 0)), base::Error);
}

TEST(Fdr, AgreesWithScipy) {
  base::VectorD p(8), q(8);
  p << 0.001, 0.04, 0.03, 0.2, 0.04, 0.9, 0.0005, 0.5;
  q << 0.004, 0.064, 0.064, 0.26666666666666666, 0.064, 0.9, 0.004, 0.5714285714285714;
  EXPECT_TRUE(benjamini_hochberg(p).isApprox(q, 1e-14));
  q << 0.01087142857142857, 0.17394285714285712, 0.17394285714285712, 0.7247619047619047,
      0.17394285714285712, 1, 0.01087142857142857, 1;
  EXPECT_TRUE(benjamini_yekutieli(p).isApprox(q, 1e-14));
}

TEST(Fdr, MissingTestsAreNotCounted) {
  base::VectorD p(4);
  p << nan, 0.01, nan, 0.04;
  const auto q = benjamini_hochberg(p);
  EXPECT_TRUE(std::isnan(q(0)) && std::isnan(q(2)));
  EXPECT_DOUBLE_EQ(q(1), 0.02);
  EXPECT_DOUBLE_EQ(q(3), 0.04);
  EXPECT_EQ(benjamini_hochberg(base::VectorD()).size(), 0);
}

// 300 of 1,000 tests have an effect; the share of false discoveries must average q * 0.7.
TEST(Fdr, HoldsOverSeeds) {
  double false_share = 0, found = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    base::Random random(seed);
    base::VectorD p(1000);
    for (Index i = 0; i < 1000; ++i)
      p(i) = std::erfc((random.normal() + (i < 300 ? 3.0 : 0.0)) / std::sqrt(2.0)) / 2;
    const auto q = benjamini_hochberg(p);
    const double all = static_cast<double>((q.array() <= 0.1).count());
    const double wrong = static_cast<double>((q.tail(700).array() <= 0.1).count());
    false_share += wrong / std::max(1.0, all) / 200;
    found += (all - wrong) / 300 / 200;
  }
  EXPECT_NEAR(false_share, 0.07, 0.005);
  EXPECT_GT(found, 0.8);
}

TEST(Summary, CountsMissingVoxelsAndNeverAveragesThem) {
  base::VectorD r(7), q(7);
  r << 0.1, 0.5, nan, 0.3, 0.2, nan, 0.9;
  q << 0.5, 0.01, nan, 0.05, 0.06, nan, 0.001;
  const auto s = summarise(r, {0, 0, 0, 0, 1, 2, -1}, 3, q, 0.05);
  ASSERT_EQ(s.size(), 4u);
  EXPECT_EQ(s[0].voxels, 3);
  EXPECT_EQ(s[0].missing, 1);
  EXPECT_DOUBLE_EQ(s[0].mean, 0.3);
  EXPECT_DOUBLE_EQ(s[0].median, 0.3);
  EXPECT_EQ(s[0].best_voxel, 1);
  EXPECT_DOUBLE_EQ(s[0].share_significant, 2.0 / 3);
  EXPECT_EQ(s[1].significant, 0);
  EXPECT_EQ(s[2].voxels, 0);
  EXPECT_TRUE(std::isnan(s[2].mean) && std::isnan(s[2].median));
  EXPECT_EQ(s[3].voxels, 5);  // the whole brain has the voxel outside of every ROI
  EXPECT_EQ(s[3].best_voxel, 6);
  EXPECT_TRUE(std::isnan(summarise(r, std::vector<int>(7, 0), 1)[0].share_significant));
}

TEST(Summary, MedianOfAnEvenNumber) {
  base::VectorD r(4);
  r << 4, 1, 3, 10;
  EXPECT_DOUBLE_EQ(summarise(r, {0, 0, 0, 0}, 1)[0].median, 3.5);
}

}  // namespace
}  // namespace encore::stats
