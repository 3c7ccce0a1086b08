// Neighbouring clips as one unit, by hand.
#include "core/stats/stretches.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/stats/orders.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;
using test::blocks;

TEST(Stretches, JoinNeighboursWithinRuns) {
  // Runs of three clips and of two, two rows each.
  const Labels run = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1}, clip = {9, 9, 4, 4, 5, 5, 7, 7, 3, 3};
  const auto s = join_clips(run, clip, blocks(10, 2), 2);
  EXPECT_EQ(s.unit, (Labels{0, 0, 0, 0, 1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(s.presentation, (Labels{0, 0, 0, 0, 1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(s.units, 3);
  EXPECT_EQ(s.full, 2);
  EXPECT_EQ(s.stretches, 3);
  EXPECT_EQ(join_clips(run, clip, blocks(10, 2), 1).unit, blocks(10, 2));
  EXPECT_THROW(join_clips(run, clip, blocks(8, 2), 2), base::Error);
}

TEST(Stretches, JoinOnlyWhoAreNeighboursInEveryPresentation) {
  // a b c | b c a: only b and c are neighbours both times.
  const Labels clip = {0, 0, 1, 1, 2, 2, 1, 1, 2, 2, 0, 0};
  const auto s = join_clips(blocks(12, 6), clip, blocks(12, 2), 3);
  EXPECT_EQ(s.unit, (Labels{0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(s.presentation, (Labels{0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3}));
  EXPECT_EQ(s.units, 2);
  EXPECT_EQ(s.full, 0);
  EXPECT_EQ(s.stretches, 4);
}

TEST(Stretches, RowsOfNoClipPartNeighbours) {
  const Labels clip = {0, 0, -1, 1, 1, 2, 2};
  const auto s = join_clips(Labels(7, 0), clip, Labels{0, 0, 1, 2, 2, 3, 3}, 9);
  EXPECT_EQ(s.unit, (Labels{0, 0, -1, 1, 1, 1, 1}));
}

// Twelve clips in two runs, three together: four stretches, which all change places.
TEST(Stretches, MoveAsOne) {
  const auto s = join_clips(blocks(24, 12), blocks(24, 2), blocks(24, 2), 3);
  const auto orders = clip_orders(s.unit, s.presentation, 100, 1);
  EXPECT_EQ(orders.places.size(), 4u);
  EXPECT_EQ(orders.possible, 24);
}

TEST(CommonLength, IsThatOfEveryClip) {
  EXPECT_EQ(common_length(blocks(12, 3), blocks(12, 3)), 3);
  EXPECT_EQ(common_length(Labels(12, 5), blocks(12, 4)), 4) << "one clip, three presentations";
  EXPECT_FALSE(common_length(blocks(11, 3), blocks(11, 3)));
  EXPECT_FALSE(common_length(Labels(12, -1), blocks(12, 3)));
  EXPECT_FALSE(common_length({}, {}));
}

}  // namespace
}  // namespace encore::stats
