// Whether tests keep their level on what Encore is for: clips of 10 rows, back to back, whose
// haemodynamic response reaches into the next clip; six test runs of 100 rows, 200 experiments.
// Bounds are the promise and the error of 200 experiments, not what was measured.
#include <gtest/gtest.h>

#include <functional>

#include "core/stats/common_correlation.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/permutation.hpp"
#include "core/stats/stretches.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using test::blocks;

constexpr Index kRuns = 6, kEach = 100, kRows = kRuns * kEach, kVoxels = 120, kEffects = 30;
constexpr int kSeeds = 200, kDraws = 999;

enum class Kind { heard, ar6, ar8 };

struct Experiment {
  base::MatrixF y, x;
};

// Half of the noise is shared by all voxels. The first voxels follow their predictions.
Experiment experiment(Kind kind, std::uint64_t seed, float effect) {
  base::Random random(seed);
  const auto slow = [&](Index voxels) {
    if (kind == Kind::heard) return test::heard(kRuns, kEach, voxels, random);
    return test::continuous(kRuns, kEach, voxels, kind == Kind::ar6 ? 0.6 : 0.8, random);
  };
  Experiment e{base::MatrixF(), slow(kVoxels)};
  if (kind == Kind::heard)
    e.y = 0.7f * slow(kVoxels) + test::continuous(kRuns, kEach, kVoxels, 0.5, random) +
          test::continuous(kRuns, kEach, 1, 0.5, random).replicate(1, kVoxels);
  else e.y = slow(kVoxels) + slow(1).replicate(1, kVoxels);
  e.y.leftCols(kEffects) += effect * e.x.leftCols(kEffects);
  test::standardise(e.y, kEach);
  return e;
}

using MakeOrders = std::function<Orders(std::uint64_t seed)>;

MakeOrders by_blocks(Index rows) {
  return [=](auto seed) { return block_orders(blocks(kRows, kEach), rows, kDraws, seed); };
}
MakeOrders by_clips(Index together) {
  return [=](auto seed) {
    const auto s = join_clips(blocks(kRows, kEach), blocks(kRows, 10), blocks(kRows, 10), together);
    return clip_orders(s.unit, s.presentation, kDraws, seed);
  };
}
MakeOrders by_shifts(Index least, Index step) {
  return [=](auto seed) { return shift_orders(blocks(kRows, kEach), least, kDraws, seed, step); };
}

struct Claims {
  double below = 0;        // share of voxels without an effect with p <= 0.05
  double error = 0;        // standard error of it over experiments
  double false_share = 0;  // of discoveries by Benjamini-Hochberg at 0.05
  double found = 0;        // share of effects
};

Claims over_seeds(Kind kind, const MakeOrders& orders, float effect, int seeds = kSeeds) {
  Claims c;
  double square = 0;
  for (int s = 0; s < seeds; ++s) {
    const auto seed = static_cast<std::uint64_t>(s);
    const auto e = experiment(kind, seed, effect);
    const auto p = p_values(orders(seed + 1000), e.y, e.x);
    const double below = test::share_below(p.tail(kVoxels - kEffects), 0.05);
    c.below += below / seeds;
    square += below * below / seeds;
    const auto q = benjamini_hochberg(p);
    const auto hits = static_cast<double>((q.head(kEffects).array() <= 0.05).count());
    const auto wrong = static_cast<double>((q.tail(kVoxels - kEffects).array() <= 0.05).count());
    c.false_share += wrong / std::max(1.0, wrong + hits) / seeds;
    c.found += hits / static_cast<double>(kEffects) / seeds;
  }
  c.error = std::sqrt((square - c.below * c.below) / seeds);
  return c;
}

// What auto comes to for these rows: 50 rows, 5 clips, steps of a clip with no shift left out.
class CarriedOver : public testing::TestWithParam<Kind> {
 protected:
  void keeps_its_promise(const char* name, const MakeOrders& orders) {
    const auto c = over_seeds(GetParam(), orders, 0.6f);
    RecordProperty(std::string(name) + "_level", std::to_string(c.below));
    RecordProperty(std::string(name) + "_fdr", std::to_string(c.false_share));
    RecordProperty(std::string(name) + "_found", std::to_string(c.found));
    EXPECT_LT(c.below, 0.05 + 3.3 * c.error) << name;
    EXPECT_GT(c.below, 0.05 - 3.3 * c.error) << name;
    EXPECT_LT(c.false_share, 0.05) << name << ", 0.0375 is what is expected";
    EXPECT_GT(c.found, 0.9) << name;
  }
};

TEST_P(CarriedOver, LongBlocksKeepTheLevel) { keeps_its_promise("blocks", by_blocks(50)); }
TEST_P(CarriedOver, StretchesOfClipsKeepTheLevel) { keeps_its_promise("clips", by_clips(5)); }
TEST_P(CarriedOver, ShiftsByWholeClipsKeepTheLevel) {
  keeps_its_promise("shifts", by_shifts(0, 10));
}

INSTANTIATE_TEST_SUITE_P(Series, CarriedOver, testing::Values(Kind::heard, Kind::ar6, Kind::ar8),
                         [](const auto& kind) {
                           if (kind.param == Kind::heard) return "heard";
                           return kind.param == Kind::ar6 ? "ar6" : "ar8";
                         });

// Why the defaults are what they are: single clips, and shifts without the nearest, promise too
// much, and by how much the run can say beforehand.
TEST(WhatIsLost, SingleClipsAndFarShiftsDoNotAndItIsSaid) {
  const auto clips = over_seeds(Kind::heard, by_clips(1), 0, 60);
  EXPECT_GT(clips.below, 0.065);
  EXPECT_GT(over_seeds(Kind::heard, by_shifts(10, 1), 0, 60).below, 0.075);
  std::vector<std::int32_t> phase;
  for (std::int32_t i = 0; i < kRows; ++i) phase.push_back(i % 10);
  CommonCorrelation common(blocks(kRows, kEach), phase);
  for (std::uint64_t s = 0; s < 10; ++s) {
    const auto e = experiment(Kind::heard, s, 0);
    common.add(e.y, e.x);
  }
  const double lost = common.lost_share(blocks(kRows, 10));
  RecordProperty("lost", std::to_string(lost));
  EXPECT_NEAR(true_level(0.05, lost), clips.below, 3.3 * clips.error);
  EXPECT_LT(common.lost_share(blocks(kRows, 50)), 0.1);
}

}  // namespace
}  // namespace encore::stats
