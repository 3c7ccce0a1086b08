// What auto comes to, for test sets of several shapes: by hand.
#include "core/plan/test_orders.hpp"

#include <gtest/gtest.h>

namespace encore::plan {
namespace {

// Runs of clips, back to back; `clip_rows` 0: rows of no clip.
Rows rows_of(int runs, int rows_each, int clip_rows) {
  Rows rows;
  for (int r = 0; r < runs; ++r)
    for (int i = 0; i < rows_each; ++i) {
      align::FitRow row;
      row.run = r;
      row.clip = clip_rows == 0 ? -1 : 1000 * r + i / clip_rows;
      row.offset = clip_rows == 0 ? 0 : i % clip_rows;
      rows.push_back(row);
    }
  return rows;
}

TEST(BlockRows, AreTheLongestThatLeaveTenBlocks) {
  EXPECT_EQ(block_rows(0, rows_of(6, 100, 10)), 50);  // 12 blocks; ds003720
  EXPECT_EQ(block_rows(0, rows_of(6, 100, 0)), 50);   // tens of rows without clips
  EXPECT_EQ(block_rows(0, rows_of(2, 100, 10)), 20);  // 30 would leave 6
  EXPECT_EQ(block_rows(0, rows_of(3, 100, 10)), 20);  // 30 would leave 9
  EXPECT_EQ(block_rows(0, rows_of(6, 100, 20)), 40);  // two clips, and 12 blocks: 2 a run
  EXPECT_EQ(block_rows(0, rows_of(6, 120, 60)), 50);  // clips too long for a unit
  EXPECT_EQ(block_rows(0, rows_of(1, 60, 10)), 10);
  EXPECT_EQ(block_rows(0, rows_of(6, 40, 4)), 20);  // windows, 4 a clip
  EXPECT_EQ(block_rows(0, rows_of(1, 20, 4)), 12);  // never below ten rows
  EXPECT_EQ(block_rows(7, rows_of(6, 100, 10)), 7);
}

TEST(BlockRows, LeaveNoMoreThanATenthInPlace) {
  Rows rows = rows_of(10, 50, 0);
  const auto odd = rows_of(1, 90, 0);  // 40 rows are like no other rest of 50
  for (auto row : odd) {
    row.run = 99;
    rows.push_back(row);
  }
  EXPECT_EQ(block_rows(0, rows), 50);  // 40 of 590
  for (auto row : rows_of(1, 80, 0)) {
    row.run = 98;
    rows.push_back(row);  // and 30
  }
  EXPECT_EQ(block_rows(0, rows), 40);  // 70 of 670 stay with 50
}

TEST(BlockClips, AreAsManyAsLeaveTenStretches) {
  EXPECT_EQ(block_clips(0, rows_of(6, 100, 10)), 5);
  EXPECT_EQ(block_clips(0, rows_of(2, 100, 10)), 2);
  EXPECT_EQ(block_clips(0, rows_of(1, 60, 10)), 1);
  EXPECT_EQ(block_clips(0, rows_of(6, 40, 4)), 5);  // 60 clips of 4 windows
  EXPECT_EQ(block_clips(0, rows_of(6, 120, 60)), 1);
  EXPECT_EQ(block_clips(0, rows_of(6, 100, 0)), 1);
  EXPECT_EQ(block_clips(3, rows_of(1, 60, 10)), 3);
  EXPECT_EQ(joined_clips(0, rows_of(6, 100, 10)).units, 12);
}

TEST(ShiftStep, IsAClipWhereThereAreOrdersEnough) {
  recipe::Significance s;
  s.test = recipe::Significance::Test::circular_shift;
  EXPECT_EQ(shift_step(s, rows_of(6, 100, 10)), 10);
  EXPECT_EQ(shift_step(s, rows_of(2, 100, 10)), 1);  // 100 orders
  EXPECT_EQ(shift_step(s, rows_of(6, 95, 10)), 1);   // unequal clips
  EXPECT_EQ(shift_step(s, rows_of(6, 100, 0)), 1);
  EXPECT_TRUE(short_of_rows(s, rows_of(2, 100, 10)).has_value());
  EXPECT_FALSE(short_of_rows(s, rows_of(6, 100, 10)).has_value());
  s.step_tr = 5;
  EXPECT_EQ(shift_step(s, rows_of(6, 100, 10)), 5);
}

TEST(ShortTestSets, AreSaid) {
  recipe::Significance s;
  EXPECT_FALSE(short_of_rows(s, rows_of(2, 100, 10)).has_value());
  EXPECT_TRUE(short_of_rows(s, rows_of(1, 60, 10)).has_value());
  EXPECT_TRUE(short_of_clips(0, rows_of(1, 60, 10)).has_value());
  EXPECT_FALSE(short_of_clips(1, rows_of(1, 60, 10)).has_value()) << "as the recipe says";
  EXPECT_FALSE(short_of_clips(0, rows_of(4, 60, 30)).has_value()) << "clips are long themselves";
  EXPECT_FALSE(short_of_clips(0, rows_of(6, 100, 10)).has_value());
}

}  // namespace
}  // namespace encore::plan
