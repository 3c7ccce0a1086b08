// Noise ceiling: against voxelwise_tutorials' formula and on signals of known strength.
#include "core/stats/ceiling.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/stats/score.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

TEST(Ceiling, AgreesWithVoxelwiseTutorials) {
  const auto c =
      noise_ceiling({test::series(40, 3, 0), test::series(40, 3, 0.5), test::series(40, 3, 1.1)});
  const double ev[] = {0.7784166354708336, 0.7890177749395912, 0.7955598190294004};
  for (Index v = 0; v < 3; ++v) EXPECT_NEAR(c.explainable_variance(v), ev[v], 1e-12);
  EXPECT_EQ(c.repeats, 3);
}

TEST(Ceiling, PerfectRepeatsReachOneAndConstantsAreNaN) {
  const auto y = test::series(40, 2, 0);
  base::MatrixF flat = y;
  flat.col(1).setConstant(3);
  const auto c = noise_ceiling({y, flat});
  EXPECT_NEAR(c.explainable_variance(0), 1, 1e-6);
  EXPECT_NEAR(c.r_max(0), 1, 1e-6);
  EXPECT_TRUE(std::isnan(c.explainable_variance(1)) && std::isnan(c.r_max(1)));
}

struct Strength {
  double rho;
  int repeats;
};

class KnownSignal : public ::testing::TestWithParam<Strength> {};

// Signal of variance rho and noise of variance 1 - rho: EV must be rho, and the signal itself must
// correlate with the mean of the repeats by r_max, so that its normalised score is one.
TEST_P(KnownSignal, IsRecovered) {
  const auto [rho, n] = GetParam();
  const auto [signal, mean, repeats] = test::repeated_signal(2000, 60, rho, n);
  const auto c = noise_ceiling(repeats);
  EXPECT_NEAR(c.explainable_variance.mean(), rho, 0.008);
  const auto r = score(mean, signal).pearson_r;
  EXPECT_NEAR(r.mean(), std::sqrt(n * rho / (1 + (n - 1) * rho)), 0.008);
  EXPECT_NEAR(normalise(r, c).mean(), 1, 0.01);
}

INSTANTIATE_TEST_SUITE_P(Strengths, KnownSignal,
                         ::testing::Values(Strength{0.2, 4}, Strength{0.5, 2}, Strength{0.7, 3}));

TEST(Ceiling, NoSignalGivesNoNormalisedScore) {
  base::Random random(12);
  std::vector<base::MatrixF> repeats;
  for (int i = 0; i < 4; ++i) repeats.push_back(test::noise(600, 500, random));
  const auto c = noise_ceiling(repeats);
  EXPECT_NEAR(c.explainable_variance.mean(), 0, 0.003);  // the correction leaves no bias
  EXPECT_GT((c.explainable_variance.array() < 0).count(), 150);
  const auto share = normalise(base::VectorD::Constant(500, 0.1), c);
  EXPECT_GT(share.array().isNaN().count(), 490);
}

TEST(Ceiling, NeedsRepeats) {
  EXPECT_THROW(noise_ceiling({test::series(40, 2, 0)}), base::Error);
  EXPECT_THROW(noise_ceiling({test::series(2, 2, 0), test::series(2, 2, 1)}), base::Error);
  EXPECT_THROW(noise_ceiling({test::series(40, 2, 0), test::series(39, 2, 0)}), base::Error);
}

}  // namespace
}  // namespace encore::stats
