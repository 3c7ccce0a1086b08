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

}  // namespace
}  // namespace encore::encode
