// Whether a region is above chance, against SciPy and where nothing or little responds.
#include "core/results/chance.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.hpp"
#include "core/stats/fdr.hpp"

namespace encore::results {
namespace {

using base::Index;
using Correct = recipe::Significance::Correct;

// scipy.stats.binom.sf(k - 1, n, p)
TEST(BinomialTail, AgreesWithSciPy) {
  EXPECT_NEAR(binomial_tail(30, 3, 0.0099), 0.003225656369, 1e-9);
  EXPECT_NEAR(binomial_tail(960, 60, 0.05), 0.047885897260, 1e-9);
  EXPECT_EQ(binomial_tail(30, 0, 0.05), 1);
  EXPECT_EQ(binomial_tail(30, 31, 0.05), 0);
}

TEST(OverSubjects, IsSimes) {
  EXPECT_NEAR(over_subjects({0.03, 0.02, 0.04}), 0.04, 1e-12);  // 0.02 x 3, 0.03 x 3 / 2, 0.04
  EXPECT_NEAR(over_subjects({0.001, 0.9, std::nan("")}), 0.002, 1e-12);
  EXPECT_TRUE(std::isnan(over_subjects({std::nan("")})));
}

TEST(Evidence, IsNothingWithoutATest) {
  ModelResult m;
  m.r = base::VectorD::Constant(3, 0.1);
  EXPECT_TRUE(std::isnan(evidence(m, {0, 1, 2}, Correct::bh, 0.05).p));
  m.p = m.q = base::VectorD::Constant(3, std::nan(""));
  EXPECT_TRUE(std::isnan(evidence(m, {0, 1, 2}, Correct::bh, 0.05).p));
}

// Uniform p of 1,000 voxels, the first 300 of them small where something responds.
ModelResult drawn(std::uint64_t seed, bool effect) {
  base::Random random(seed);
  ModelResult m;
  m.p.resize(1000);
  for (Index v = 0; v < 1000; ++v) m.p(v) = random.uniform() * (effect && v < 300 ? 1e-3 : 1);
  return m;
}

struct Rates {
  double brain = 0, region = 0;  // share of experiments in which a silent place is above chance
};
Rates rates(Correct how, bool effect) {
  const int experiments = 1000;
  std::vector<Index> silent, brain;
  for (Index v = 0; v < 1000; ++v) {
    brain.push_back(v);
    if (v >= 900) silent.push_back(v);
  }
  Rates out;
  for (int e = 0; e < experiments; ++e) {
    auto m = drawn(static_cast<std::uint64_t>(e), effect);
    m.q = how == Correct::bh ? stats::benjamini_hochberg(m.p) : m.p;
    out.brain += (evidence(m, brain, how, 0.05).p <= 0.05) / static_cast<double>(experiments);
    out.region += (evidence(m, silent, how, 0.05).p <= 0.05) / static_cast<double>(experiments);
  }
  return out;
}

TEST(Evidence, HoldsItsLevelInSilentPlaces) {
  const double slack = 3.3 * std::sqrt(0.05 * 0.95 / 1000);
  for (const auto how : {Correct::bh, Correct::none}) {
    const auto silent = rates(how, false);
    EXPECT_LE(silent.brain, 0.05 + slack);
    EXPECT_LE(silent.region, 0.05 + slack);
  }
  // Most of the brain responds: its false discoveries do not make a silent region speak.
  const auto beside = rates(Correct::bh, true);
  EXPECT_NEAR(beside.brain, 1, 1e-9);
  EXPECT_LE(beside.region, 0.05 + slack);
}

// A region with fewer voxels than must have the smallest p could not pass, whatever it is.
TEST(Evidence, SaysWhatIsOutOfReach) {
  ModelResult m;
  m.p = base::VectorD::Constant(272, 0.5);
  m.p.head(22).setConstant(0.01);
  m.q = stats::benjamini_hochberg(m.p);
  Reach reach;
  reach.needed = 54;
  reach.end_p = 0.01;
  m.reach = reach;
  std::vector<Index> region, brain;
  for (Index v = 0; v < 272; ++v) {
    brain.push_back(v);
    if (v < 22) region.push_back(v);
  }
  EXPECT_FALSE(evidence(m, region, Correct::bh, 0.05).in_reach);
  EXPECT_TRUE(evidence(m, brain, Correct::bh, 0.05).in_reach);
  EXPECT_LT(evidence(m, brain, Correct::bh, 0.05).at_the_end, 1e-6);  // 22 where 3 are by chance
  m.q.setConstant(0.01);
  EXPECT_TRUE(evidence(m, region, Correct::bh, 0.05).in_reach);
}

}  // namespace
}  // namespace encore::results
