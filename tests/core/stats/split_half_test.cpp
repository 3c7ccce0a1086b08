// Split-half ceiling: splits written out, against a direct computation, on signals of known
// strength.
#include "core/stats/split_half.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/base/error.hpp"
#include "core/stats/score.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

TEST(Halves, AreAllOfThemWhereThereAreFew) {
  const auto of_four = halves(4, 100, 1);
  ASSERT_EQ(of_four.size(), 3U);  // 01|23 02|13 03|12
  for (const auto& h : of_four) EXPECT_EQ(h.first[0], 0);
  EXPECT_EQ(halves(2, 100, 1).size(), 1U);
  EXPECT_EQ(halves(3, 100, 1).size(), 3U);   // one is left out
  EXPECT_EQ(halves(5, 100, 1).size(), 15U);  // 5 left out x 3
  EXPECT_EQ(halves(6, 100, 1).size(), 10U);
  std::set<std::pair<std::vector<int>, std::vector<int>>> different;
  for (const auto& h : halves(6, 100, 1)) different.insert({h.first, h.second});
  EXPECT_EQ(different.size(), 10U);
}

TEST(Halves, AreDrawnWhereThereAreMany) {
  const auto drawn = halves(12, 50, 3);  // of 462
  EXPECT_EQ(drawn.size(), 50U);
  for (const auto& h : drawn) {
    std::set<int> all(h.first.begin(), h.first.end());
    all.insert(h.second.begin(), h.second.end());
    EXPECT_EQ(all.size(), 12U);
  }
  EXPECT_EQ(halves(12, 50, 3)[7].first, drawn[7].first);
  EXPECT_NE(halves(12, 50, 4)[7].first, drawn[7].first);
  EXPECT_THROW(halves(1, 50, 1), base::Error);
}

// The definition: halves averaged and correlated row by row.
TEST(SplitHalf, IsTheCorrelationOfHalvesSteppedUp) {
  std::vector<base::MatrixF> repeats;
  for (const double phase : {0.0, 0.5, 1.1, 0.2}) repeats.push_back(test::series(40, 3, phase));
  const auto splits = halves(4, 100, 1);
  const auto c = split_half_ceiling(repeats, splits);
  const auto zscored = [&](int r) {
    base::MatrixD z = repeats[static_cast<std::size_t>(r)].cast<double>();
    for (Index v = 0; v < z.cols(); ++v) {
      z.col(v).array() -= z.col(v).mean();
      z.col(v) /= z.col(v).norm();
    }
    return z;
  };
  base::VectorD r = base::VectorD::Zero(3);
  for (const auto& s : splits) {
    const base::MatrixF a = (zscored(s.first[0]) + zscored(s.first[1])).cast<float>();
    const base::MatrixF b = (zscored(s.second[0]) + zscored(s.second[1])).cast<float>();
    r += score(a, b).pearson_r / 3;
  }
  for (Index v = 0; v < 3; ++v) {
    EXPECT_NEAR(c.r_max(v), std::sqrt(2 * r(v) / (1 + r(v))), 1e-6);
    EXPECT_NEAR(c.explainable_variance(v), r(v) / (2 - r(v)), 1e-6);
  }
  EXPECT_EQ(c.repeats, 4);
}

struct Strength {
  double rho;
  int repeats;
};
class HalvesOfKnownSignal : public ::testing::TestWithParam<Strength> {};

// Both methods estimate the same two quantities.
TEST_P(HalvesOfKnownSignal, AreRecovered) {
  const auto [rho, n] = GetParam();
  const auto [signal, mean, repeats] = test::repeated_signal(2000, 60, rho, n);
  const auto c = split_half_ceiling(repeats, halves(n, 100, 1));
  const auto other = noise_ceiling(repeats);
  EXPECT_NEAR(c.explainable_variance.mean(), rho, 0.008);
  EXPECT_NEAR(c.r_max.mean(), std::sqrt(n * rho / (1 + (n - 1) * rho)), 0.008);
  EXPECT_LT((c.r_max - other.r_max).cwiseAbs().maxCoeff(), 0.02);
  EXPECT_NEAR(normalise(score(mean, signal).pearson_r, c).mean(), 1, 0.01);
}

INSTANTIATE_TEST_SUITE_P(Strengths, HalvesOfKnownSignal,
                         ::testing::Values(Strength{0.2, 4}, Strength{0.5, 2}, Strength{0.7, 3},
                                           Strength{0.3, 5}));

TEST(SplitHalf, WithoutSignalOrVarianceThereIsNoCeiling) {
  base::Random random(12);
  std::vector<base::MatrixF> repeats;
  for (int i = 0; i < 4; ++i) repeats.push_back(test::noise(600, 500, random));
  for (auto& r : repeats) r.col(499).setConstant(2);
  const auto c = split_half_ceiling(repeats, halves(4, 100, 1));
  EXPECT_TRUE(std::isnan(c.explainable_variance(499)) && std::isnan(c.r_max(499)));
  EXPECT_NEAR(c.explainable_variance.head(499).mean(), 0, 0.003);
  EXPECT_GT(c.r_max.array().isNaN().count(), 150);
  EXPECT_THROW(split_half_ceiling({repeats[0]}, halves(4, 100, 1)), base::Error);
}

}  // namespace
}  // namespace encore::stats
