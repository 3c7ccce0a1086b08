// Orders of rows: what moves where, written out by hand; which seeds and rows are refused.
#include "core/stats/orders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;
using test::blocks;

// Rows of the prediction in each draw.
std::vector<Index> rows_of(const Orders& orders, int draw) {
  const auto moved = test::reordered(
      orders, draw, base::VectorF::LinSpaced(orders.rows, 0, static_cast<float>(orders.rows - 1)));
  std::vector<Index> rows;
  for (const float x : moved) rows.push_back(static_cast<Index>(x));
  return rows;
}

std::set<std::vector<Index>> all_orders(const Orders& orders) {
  std::set<std::vector<Index>> out;
  for (int d = 0; d < orders.draws; ++d) out.insert(rows_of(orders, d));
  return out;
}

TEST(BlockOrders, NeverCrossRuns) {
  const auto orders = block_orders(blocks(24, 12), 5, 10, 1);  // 5, 5, 2 in each run
  ASSERT_EQ(orders.places.size(), 6u);
  const Index starts[] = {0, 5, 10, 12, 17, 22}, lengths[] = {5, 5, 2, 5, 5, 2};
  for (std::size_t b = 0; b < 6; ++b) {
    EXPECT_EQ(orders.places[b].start, starts[b]);
    EXPECT_EQ(orders.places[b].length, lengths[b]);
    EXPECT_EQ(orders.observed()[b], starts[b]);
  }
  EXPECT_EQ(orders.possible, 24 * 2);
  EXPECT_EQ(place_labels(orders),
            (Labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5}));
}

TEST(BlockOrders, AreAllPermutationsWithinALength) {
  const auto orders = block_orders(blocks(24, 12), 5, 2000, 1);
  const auto all = all_orders(orders);
  EXPECT_EQ(all.size(), 48u);
  for (const auto& rows : all) {
    auto sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    for (Index i = 0; i < 24; ++i) EXPECT_EQ(sorted[static_cast<std::size_t>(i)], i);
    EXPECT_TRUE(rows[10] == 10 || rows[10] == 22) << "short blocks change places with each other";
  }
}

TEST(BlockOrders, SeedDecidesAndTooFewRowsAreRefused) {
  const auto a = block_orders(blocks(60, 60), 10, 50, 7),
             b = block_orders(blocks(60, 60), 10, 50, 7),
             c = block_orders(blocks(60, 60), 10, 50, 8);
  EXPECT_EQ(a.starts, b.starts);
  EXPECT_NE(a.starts, c.starts);
  EXPECT_THROW(block_orders(blocks(12, 12), 10, 50, 1), base::Error);  // 10 and 2: nothing moves
  EXPECT_THROW(block_orders(Labels{}, 10, 50, 1), base::Error);
  EXPECT_EQ(block_orders(blocks(25, 25), 10, 50, 1).fixed, 5);
}

// Clips a, b, c of two rows, heard twice: a b c | c a b. Presentations move together.
TEST(ClipOrders, MoveAllPresentationsOfAClip) {
  const Labels clip = {7, 7, 3, 3, 5, 5, 5, 5, 7, 7, 3, 3};
  Labels presentation = blocks(12, 2);
  const auto orders = clip_orders(clip, presentation, 500, 1);
  EXPECT_EQ(orders.possible, 6);
  EXPECT_EQ(orders.fixed, 0);
  const std::vector<Index> first[] = {{0, 1}, {2, 3}, {4, 5}},
                           second[] = {{8, 9}, {10, 11}, {6, 7}};
  std::set<std::vector<Index>> expected;
  std::vector<std::size_t> order = {0, 1, 2};
  do {
    std::vector<Index> rows(12);
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t i = 0; i < 2; ++i) {
        rows[static_cast<std::size_t>(first[c][i])] = first[order[c]][i];
        rows[static_cast<std::size_t>(second[c][i])] = second[order[c]][i];
      }
    expected.insert(rows);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(all_orders(orders), expected);
}

TEST(ClipOrders, OnlyClipsOfOneShapeChangePlaces) {
  // Clips 0 and 2 have three rows; clip 1 has two; clip 3 has three, heard twice; rows of no clip.
  const Labels clip = {0, 0, 0, 1, 1, -1, -1, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  const Labels presentation = {0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5};
  const auto orders = clip_orders(clip, presentation, 100, 1);
  EXPECT_EQ(orders.possible, 2);
  EXPECT_EQ(orders.fixed, 2 + 2 + 6);
  const std::vector<Index> kept = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                           swapped = {7, 8, 9, 3, 4, 5, 6, 0, 1, 2, 10, 11, 12, 13, 14, 15};
  EXPECT_EQ(all_orders(orders), (std::set<std::vector<Index>>{kept, swapped}));
}

TEST(ClipOrders, RefuseRowsWithoutClips) {
  EXPECT_THROW(clip_orders(Labels(20, -1), blocks(20, 5), 10, 1), base::Error);
  EXPECT_THROW(clip_orders({0, 0, 1}, blocks(3, 3), 10, 1), base::Error);  // 2 rows and 1
  EXPECT_THROW(clip_orders({0, 0}, {0}, 10, 1), base::Error);
}

TEST(ShiftOrders, AreAllOfThemWhereThereAreFew) {
  const auto orders = shift_orders(blocks(5, 5), 2, 100, 1);
  EXPECT_EQ(orders.draws, 2);
  EXPECT_EQ(orders.possible, 2);
  EXPECT_EQ(all_orders(orders), (std::set<std::vector<Index>>{{2, 3, 4, 0, 1}, {3, 4, 0, 1, 2}}));
  // Two runs of 5 and 4 rows: 2 x 1 orders; a third of 3 rows stays.
  const Labels three = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2};
  const auto runs = shift_orders(three, 2, 100, 1);
  EXPECT_EQ(runs.fixed, 3);
  EXPECT_EQ(all_orders(runs),
            (std::set<std::vector<Index>>{{2, 3, 4, 0, 1, 7, 8, 5, 6, 9, 10, 11},
                                          {3, 4, 0, 1, 2, 7, 8, 5, 6, 9, 10, 11}}));
}

TEST(ShiftOrders, DrawEveryRunApartAndNeverNearerThanTheLeast) {
  const auto orders = shift_orders(blocks(60, 30), 8, 100, 3);
  EXPECT_EQ(orders.possible, 15.0 * 15);
  std::set<Index> shifts;
  bool apart = false;
  for (int d = 0; d < 100; ++d) {
    const auto rows = rows_of(orders, d);
    for (std::size_t i = 0; i < 60; ++i) {
      const auto at = static_cast<Index>(i), run = at / 30 * 30;
      EXPECT_EQ(rows[i], run + (rows[static_cast<std::size_t>(run)] - run + at - run) % 30);
    }
    apart = apart || rows[0] != rows[30] - 30;
    shifts.insert({rows[0], rows[30] - 30});
  }
  EXPECT_TRUE(apart);
  EXPECT_EQ(*shifts.begin(), 8);
  EXPECT_EQ(*shifts.rbegin(), 22);
  EXPECT_THROW(shift_orders(blocks(30, 10), 6, 10, 1), base::Error);
}

// With 0 as the nearest shift a run may stay, and the observed order is one of the group; it is no
// draw where all are taken, since p counts it.
TEST(ShiftOrders, AreAGroupOfWholeSteps) {
  const auto orders = shift_orders(blocks(6, 6), 0, 100, 1, 2);
  EXPECT_EQ(orders.possible, 3);
  EXPECT_EQ(all_orders(orders),
            (std::set<std::vector<Index>>{{2, 3, 4, 5, 0, 1}, {4, 5, 0, 1, 2, 3}}));
  const auto two = shift_orders(blocks(12, 6), 0, 100, 1, 3);
  EXPECT_EQ(all_orders(two),
            (std::set<std::vector<Index>>{{3, 4, 5, 0, 1, 2, 6, 7, 8, 9, 10, 11},
                                          {0, 1, 2, 3, 4, 5, 9, 10, 11, 6, 7, 8},
                                          {3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8}}));
  const auto drawn = shift_orders(blocks(12, 6), 0, 2, 1);
  EXPECT_EQ(drawn.possible, 36);
  EXPECT_EQ(drawn.draws, 2);
  // The nearest shift is brought up to a whole step.
  EXPECT_EQ(all_orders(shift_orders(blocks(6, 6), 1, 9, 1, 2)).size(), 2u);
  EXPECT_THROW(shift_orders(blocks(6, 6), 0, 10, 1, 6), base::Error);
}

}  // namespace
}  // namespace encore::stats
