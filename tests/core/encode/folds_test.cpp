// The fold of each training row, and cross-validations that cannot be.
#include <gtest/gtest.h>

#include <string>

#include "core/base/error.hpp"
#include "core/encode/encode.hpp"

namespace encore::encode {
namespace {

std::vector<align::FitRow> rows_of(const std::vector<std::int32_t>& runs) {
  std::vector<align::FitRow> rows;
  for (const auto run : runs) {
    rows.emplace_back();
    rows.back().run = run;
  }
  return rows;
}

std::string refusal(const std::vector<std::int32_t>& runs, const recipe::Cv& cv) {
  try {
    folds(rows_of(runs), cv);
  } catch (const base::Error& e) {
    return e.what();
  }
  return "nothing";
}

recipe::Cv by_clips(int count) {
  recipe::Cv cv;
  cv.kind = recipe::Cv::Kind::group_kfold;
  cv.group = recipe::Cv::Group::clip;
  cv.folds = count;
  return cv;
}

TEST(Folds, LeaveOneRunOutIsTheRuns) {
  EXPECT_EQ(folds(rows_of({7, 7, 3, 9, 3}), {}), (std::vector<std::int32_t>{7, 7, 3, 9, 3}));
}

TEST(Folds, GroupsDealRunsInOrder) {
  recipe::Cv cv;
  cv.kind = recipe::Cv::Kind::group_kfold;
  cv.folds = 2;
  EXPECT_EQ(folds(rows_of({7, 7, 3, 9, 3}), cv), (std::vector<std::int32_t>{1, 1, 0, 0, 0}));
}

TEST(Folds, OneRunIsRefused) {
  EXPECT_NE(refusal({4, 4, 4}, {}).find("at least two training runs"), std::string::npos);
}

TEST(Folds, MoreFoldsThanRunsAreRefused) {
  recipe::Cv cv;
  cv.kind = recipe::Cv::Kind::group_kfold;
  cv.folds = 4;
  EXPECT_NE(refusal({1, 2, 3, 3}, cv).find("more folds (4) than training runs (3)"),
            std::string::npos);
}

// Clips of two rows; the first comes again at the end, and one row is of no clip.
TEST(Folds, ClipsAreDealtAsStretchesOfNeighbours) {
  auto rows = rows_of({1, 1, 1, 1, 1, 1, 2, 2, 2});
  const std::vector<std::int32_t> clips = {8, 8, 5, 5, -1, 6, 6, 9, 8};
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].clip = clips[i];
  auto cv = by_clips(2);
  EXPECT_EQ(folds(rows, cv), (std::vector<std::int32_t>{0, 0, 0, 0, 0, 1, 1, 1, 0}));
  cv.folds = 4;
  EXPECT_EQ(folds(rows, cv), (std::vector<std::int32_t>{0, 0, 1, 1, 1, 2, 2, 3, 0}));
  cv.folds = 5;
  try {
    folds(rows, cv);
    FAIL() << "a fold without a clip";
  } catch (const base::Error& e) {
    EXPECT_STREQ(e.what(), "more folds (5) than training clips (4)");
  }
}

TEST(Folds, ClipsOfOneRunAreEnough) {
  auto rows = rows_of({1, 1, 1});
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].clip = static_cast<std::int32_t>(i);
  const auto cv = by_clips(3);
  EXPECT_EQ(folds(rows, cv), (std::vector<std::int32_t>{0, 1, 2}));
}

}  // namespace
}  // namespace encore::encode
