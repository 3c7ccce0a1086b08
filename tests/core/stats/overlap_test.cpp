// Overlap: counts and hypergeometric p by hand and by SciPy, shifts written out, calibration.
#include "core/stats/overlap.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using Flags = std::vector<char>;

TEST(Overlap, IsCountedByHand) {
  const Flags a = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, b = {0, 1, 1, 1, 1, 1, 0, 0, 0, 0};
  const auto o = overlap(a, b);
  EXPECT_EQ(o.voxels, 10);
  EXPECT_EQ(o.a, 4);
  EXPECT_EQ(o.b, 5);
  EXPECT_EQ(o.both, 3);
  EXPECT_EQ(o.either, 6);
  EXPECT_DOUBLE_EQ(o.dice, 6.0 / 9);
  EXPECT_DOUBLE_EQ(o.jaccard, 0.5);
  EXPECT_DOUBLE_EQ(o.a_in_b, 0.75);
  EXPECT_DOUBLE_EQ(o.b_in_a, 0.6);
  EXPECT_DOUBLE_EQ(o.expected, 2);
  // Of the 252 ways to draw 5 of 10, 4 * 15 hold three of the four and 6 all four.
  EXPECT_NEAR(o.p, 66.0 / 252, 1e-12);
  EXPECT_NEAR(o.deviation, std::sqrt(5 * 0.4 * 0.6 * 5.0 / 9), 1e-12);
}

TEST(Overlap, AgreesWithSciPy) {
  Flags a(60000, 0), b(60000, 0);
  std::fill(a.begin(), a.begin() + 3000, 1);
  std::fill(b.begin() + 2700, b.begin() + 6700, 1);  // 300 in common, 200 by chance
  const auto o = overlap(a, b);
  EXPECT_EQ(o.both, 300);
  // scipy.stats.hypergeom(60000, 3000, 4000): sf(299), std()
  EXPECT_NEAR(o.p / 1.0477874447538904e-12, 1, 1e-6);
  EXPECT_NEAR(o.deviation, 13.316767210481265, 1e-9);
}

TEST(Overlap, OfNothingIsNoNumberAndNoEvidence) {
  const auto none = overlap(Flags(5, 0), Flags(5, 0));
  EXPECT_TRUE(std::isnan(none.dice) && std::isnan(none.jaccard) && std::isnan(none.a_in_b));
  EXPECT_EQ(none.p, 1);
  const auto all = overlap(Flags(5, 1), Flags(5, 1));
  EXPECT_EQ(all.dice, 1);
  EXPECT_EQ(all.p, 1);  // it could not be otherwise
  EXPECT_EQ(overlap({}, {}).p, 1);
  EXPECT_THROW(overlap(Flags(2, 1), Flags(3, 1)), base::Error);
}

TEST(ShiftedOverlap, LooksAtEveryShiftOfAFewVoxels) {
  const Flags a = {1, 1, 0, 0, 0, 0}, b = {1, 1, 1, 0, 0, 0};
  // b moved on by 0 .. 5: 2 1 0 0 1 2 in common
  const auto s = shifted_overlap(a, b, 100, 1);
  EXPECT_EQ(s.shifts, 6);
  EXPECT_DOUBLE_EQ(s.p, 2.0 / 6);
  EXPECT_DOUBLE_EQ(s.mean, 1);  // as the hypergeometric expectation 2 * 3 / 6
  EXPECT_DOUBLE_EQ(s.deviation, std::sqrt(4.0 / 6));
}

TEST(ShiftedOverlap, DrawsWhereThereAreMoreShifts) {
  Flags a(5000, 0), b(5000, 0);
  std::fill(a.begin() + 100, a.begin() + 400, 1);
  std::fill(b.begin() + 150, b.begin() + 450, 1);
  const auto s = shifted_overlap(a, b, 400, 7), all = shifted_overlap(a, b, 5000, 7);
  EXPECT_EQ(s.shifts, 400);
  EXPECT_EQ(s.p, shifted_overlap(a, b, 400, 7).p);
  EXPECT_NEAR(all.p, 101.0 / 5000, 1e-12);  // 50 voxels less, or up to 50 more to the other side
  EXPECT_NEAR(s.p, all.p, 0.025);
  EXPECT_GE(s.p, 1.0 / 401);
}

// Two maps of patches that know nothing of each other. Voxels that are taken as independent make
// chance far too rare; shifts of the whole map do not.
TEST(ShiftedOverlap, HoldsForPatchesWhereTheHypergeometricDoesNot) {
  const int experiments = 400;
  const Index voxels = 400;
  int shifts = 0, hypergeometric = 0;
  for (int e = 0; e < experiments; ++e) {
    base::Random random(static_cast<std::uint64_t>(e));
    const auto map = [&] {
      const auto x = test::autoregressive(voxels, 1, 0.95, random);
      Flags out;
      for (Index v = 0; v < voxels; ++v) out.push_back(x(v, 0) > 0.5f);
      return out;
    };
    const auto a = map(), b = map();
    shifts += shifted_overlap(a, b, 1000, 1).p <= 0.05;
    hypergeometric += overlap(a, b).p <= 0.05;
  }
  EXPECT_LT(shifts / static_cast<double>(experiments), 0.05 + 3.3 * std::sqrt(0.05 * 0.95 / 400));
  EXPECT_GT(shifts, experiments / 100);
  EXPECT_GT(hypergeometric / static_cast<double>(experiments), 0.2);
}

TEST(ShiftedOverlap, FindsPatchesThatBelongTogether) {
  int found = 0;
  for (int e = 0; e < 100; ++e) {
    base::Random random(static_cast<std::uint64_t>(e) + 500);
    const auto common = test::autoregressive(400, 1, 0.8, random);
    const auto seen = [&] {
      const auto x = test::autoregressive(400, 1, 0.8, random);
      Flags out;
      for (Index v = 0; v < 400; ++v) out.push_back(common(v, 0) + 0.5f * x(v, 0) > 0.5f);
      return out;
    };
    const auto a = seen(), b = seen();
    found += shifted_overlap(a, b, 1000, 1).p <= 0.05;
  }
  EXPECT_GT(found, 95);
}

TEST(ZOrder, KeepsNeighboursTogether) {
  std::vector<std::array<Index, 3>> places;
  for (Index k = 0; k < 8; ++k)
    for (Index j = 0; j < 8; ++j)
      for (Index i = 0; i < 8; ++i) places.push_back({i, j, k});
  const auto order = z_order(places);
  // The first eight are the first cube of 2 x 2 x 2, the first 64 that of 4 x 4 x 4.
  for (std::size_t n = 0; n < 64; ++n)
    for (const auto x : places[static_cast<std::size_t>(order[n])]) EXPECT_LT(x, n < 8 ? 2 : 4);
  std::vector<Index> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (Index i = 0; i < 512; ++i) EXPECT_EQ(sorted[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace encore::stats
