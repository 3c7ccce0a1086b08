// Folds of an evaluation: groups stay together, rows beside tested ones do not train.
#include "core/encode/deal.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/base/error.hpp"

namespace encore::encode {
namespace {

std::vector<std::string> clips(int n, int rows_each) {
  std::vector<std::string> out;
  for (int c = 0; c < n; ++c)
    out.insert(out.end(), static_cast<std::size_t>(rows_each), "clip " + std::to_string(c));
  return out;
}

TEST(Deal, KeepsGroupsTogetherAndFoldsEqual) {
  auto labels = clips(23, 10);
  labels.push_back("");
  const auto fold = deal(labels, 5, 1);
  ASSERT_EQ(fold.size(), 231U);
  EXPECT_EQ(fold.back(), -1);
  std::map<std::string, std::set<int>> of_label;
  std::map<int, int> rows;
  for (std::size_t i = 0; i + 1 < fold.size(); ++i) {
    of_label[labels[i]].insert(fold[i]);
    ++rows[fold[i]];
  }
  for (const auto& [name, folds] : of_label) EXPECT_EQ(folds.size(), 1U) << name;
  ASSERT_EQ(rows.size(), 5U);
  for (const auto& [f, n] : rows) EXPECT_TRUE(n == 40 || n == 50) << f << " " << n;
  EXPECT_EQ(deal(labels, 5, 1), fold);
  EXPECT_NE(deal(labels, 5, 2), fold);
}

TEST(Deal, NeedsAGroupForEachFold) {
  EXPECT_NO_THROW(deal(clips(5, 2), 5, 1));
  EXPECT_THROW(deal(clips(4, 2), 5, 1), base::Error);
}

// Two runs of eight volumes, a row each; the last two rows of run 2 are one averaged row.
struct Rows {
  std::vector<align::FitRow> rows;
  std::vector<align::Place> places;
  Rows() {
    for (int run = 1; run <= 2; ++run)
      for (Index v = 0; v < 8; ++v) {
        places.push_back({run, v});
        if (run == 2 && v == 7) {
          rows.back().volumes.push_back(15);
          rows.back().repeats = 2;
        } else {
          rows.push_back({{static_cast<Index>(places.size()) - 1}, 1, run, 0, 0});
        }
      }
  }
};

TEST(LeftOut, KeepsAwayFromWhatIsTested) {
  const Rows d;
  std::vector<int> fold(15, 1);
  fold[3] = fold[4] = 0;  // volumes 3 and 4 of run 1
  fold[14] = 0;           // volumes 6 and 7 of run 2
  fold[0] = -1;
  const auto folds = left_out(d.rows, d.places, fold, 2, 2);
  ASSERT_EQ(folds.size(), 2U);
  EXPECT_EQ(folds[0].test, (std::vector<Index>{3, 4, 14}));
  EXPECT_EQ(folds[0].train, (std::vector<Index>{0, 7, 8, 9, 10, 11}));
  EXPECT_EQ(folds[0].near, 6);  // 1 2 5 6 of run 1, 4 and 5 of run 2
  const auto touching = left_out(d.rows, d.places, fold, 2, 0);
  EXPECT_EQ(touching[0].near, 0);
  EXPECT_EQ(touching[0].train.size(), 12U);
  EXPECT_EQ(touching[1].train, (std::vector<Index>{0, 3, 4, 14}));  // -1 trains in every fold
}

}  // namespace
}  // namespace encore::encode
