// Subjects as replications: t and REML against SciPy, signs written out, calibration and power.
#include "core/stats/group.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::stats {
namespace {

base::VectorD values(std::initializer_list<double> list) {
  base::VectorD out(static_cast<Index>(list.size()));
  std::copy(list.begin(), list.end(), out.begin());
  return out;
}

// scipy.stats.ttest_1samp([0.21, 0.18, 0.05, 0.3, 0.11], 0)
TEST(TTest, AgreesWithSciPy) {
  const auto t = t_test(values({0.21, 0.18, 0.05, 0.3, 0.11}));
  EXPECT_NEAR(t.mean, 0.17, 1e-12);
  EXPECT_NEAR(t.t, 3.9739589488035674, 1e-9);
  EXPECT_NEAR(t.p.two_sided, 0.01648406213243841, 1e-9);
  EXPECT_NEAR(t.p.greater, 0.01648406213243841 / 2, 1e-9);
}

TEST(TTest, NeedsTwoValuesThatDiffer) {
  EXPECT_TRUE(std::isnan(t_test(values({0.2})).p.greater));
  EXPECT_TRUE(std::isnan(t_test(values({0.2, 0.2})).t));
  EXPECT_EQ(t_test(values({0.2, 0.2})).mean, 0.2);
}

TEST(SignFlip, IsCountedByHand) {
  // Sums of +-1 +-2 +-3: 6 4 2 0 0 -2 -4 -6. At least 4: two; as far from 0: four.
  const auto f = sign_flip(values({-1, 2, 3}), 1000, 1);
  EXPECT_TRUE(f.exact);
  EXPECT_EQ(f.flips, 8);
  EXPECT_DOUBLE_EQ(f.p.greater, 2.0 / 8);
  EXPECT_DOUBLE_EQ(f.p.two_sided, 4.0 / 8);
  EXPECT_DOUBLE_EQ(sign_flip(values({0.1, 0.2, 0.3, 0.1, 0.2}), 1000, 1).p.greater, 1.0 / 32);
  EXPECT_DOUBLE_EQ(sign_flip(values({0.1, 0.2, 0.3, 0.1, 0.2}), 1000, 1).p.two_sided, 2.0 / 32);
}

TEST(SignFlip, DrawsComeNearTheExactP) {
  base::VectorD x(12);
  for (Index i = 0; i < 12; ++i) x(i) = std::sin(static_cast<double>(i)) + 0.4;
  const auto exact = sign_flip(x, 5000, 1), drawn = sign_flip(x, 4000, 1);
  EXPECT_TRUE(exact.exact);
  EXPECT_FALSE(drawn.exact);
  EXPECT_EQ(drawn.flips, 4000);
  EXPECT_NEAR(drawn.p.greater, exact.p.greater, 0.02);
  EXPECT_NEAR(drawn.p.two_sided, exact.p.two_sided, 0.03);
  EXPECT_EQ(drawn.p.greater, sign_flip(x, 4000, 1).p.greater);
}

// scipy.optimize.minimize_scalar of the restricted likelihood, and by hand from its tau^2:
// tests/reference/group_reference.py.
TEST(RandomEffects, AgreesWithTheLikelihoodItself) {
  const auto m =
      random_effects(values({0.21, 0.18, 0.05, 0.3, 0.11}), values({0.03, 0.05, 0.04, 0.06, 0.03}));
  EXPECT_NEAR(m.tau, 0.07981225082261272, 1e-6);
  EXPECT_NEAR(m.mean, 0.16406633298938592, 1e-6);
  EXPECT_NEAR(m.se, 0.04139979276016116, 1e-6);
  EXPECT_NEAR(m.low, 0.04912208102423342, 1e-6);
  EXPECT_NEAR(m.high, 0.2790105849545384, 1e-6);
}

// People who agree better than their own errors allow: nothing is left between them, and the mean
// is weighted by precision alone.
TEST(RandomEffects, HaveNoVarianceWherePeopleAgree) {
  const auto m = random_effects(values({0.20, 0.21, 0.19}), values({0.1, 0.1, 0.2}));
  EXPECT_EQ(m.tau, 0);
  EXPECT_NEAR(m.mean, (100 * 0.20 + 100 * 0.21 + 25 * 0.19) / 225, 1e-12);
}

TEST(RandomEffects, NeedErrorsOfTwoSubjects) {
  EXPECT_TRUE(std::isnan(random_effects(values({0.2}), values({0.1})).mean));
  EXPECT_TRUE(std::isnan(random_effects(values({0.2, 0.1}), values({0.1, std::nan("")})).mean));
  EXPECT_TRUE(std::isnan(random_effects(values({0.2, 0.1}), values({0.1, 0})).mean));
  EXPECT_THROW(random_effects(values({0.2, 0.1}), values({0.1})), base::Error);
}

// 2000 groups of eight people without and with an effect.
TEST(Group, HoldsItsLevelAndFindsEffects) {
  const int experiments = 2000;
  const double between = 0.05, within = 0.03;
  int t = 0, flip = 0, covered = 0, found_t = 0, found_flip = 0;
  double tau = 0;
  for (int e = 0; e < experiments; ++e) {
    base::Random random(static_cast<std::uint64_t>(e));
    base::VectorD x(8), se(8);
    for (Index i = 0; i < 8; ++i) {
      se(i) = within * (0.7 + 0.6 * random.uniform());
      x(i) = between * random.normal() + se(i) * random.normal();
    }
    t += t_test(x).p.greater <= 0.05;
    flip += sign_flip(x, 1000, 1).p.greater <= 0.05;
    const auto m = random_effects(x, se);
    covered += m.low <= 0 && 0 <= m.high;
    tau += m.tau * m.tau / experiments;
    const base::VectorD effect = x.array() + 0.1;
    found_t += t_test(effect).p.greater <= 0.05;
    found_flip += sign_flip(effect, 1000, 1).p.greater <= 0.05;
  }
  const double slack = 3.3 * std::sqrt(0.05 * 0.95 / experiments);
  EXPECT_NEAR(t / static_cast<double>(experiments), 0.05, slack);
  EXPECT_NEAR(flip / static_cast<double>(experiments), 0.05, slack);  // 12 of 256 signs: 4.7 %
  EXPECT_NEAR(covered / static_cast<double>(experiments), 0.95, slack);
  EXPECT_NEAR(tau, between * between, 0.0003);
  EXPECT_GT(found_t, experiments * 95 / 100);
  EXPECT_GT(found_flip, experiments * 95 / 100);
}

}  // namespace
}  // namespace encore::stats
