// The design of ds003720 as published: from its events files to the rows of the paper.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/align/build.hpp"
#include "core/align/plan.hpp"
#include "core/data/bids.hpp"
#include "core/data/rows.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::align {
namespace {

class RealDesign : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("ENCORE_TEST_DATA");
    const std::filesystem::path root =
        std::filesystem::path(given != nullptr ? given : ENCORE_TEST_DATA_DEFAULT) / "ds003720";
    if (!std::filesystem::exists(root)) GTEST_SKIP() << "skipped: no " << root;
    recipe_.data.source.path.value = root.string();
    recipe_.data.subjects = {{"sub-003", {}}};
    recipe_.data.prepare.drop_leading_tr = 10;
    recipe_.data.split.train.entities = {{"task", {"Training"}}};
    recipe_.data.split.test.entities = {{"task", {"Test"}}};
    set_ = data::read_bids(recipe_.data, {.design_only = true});
    rows_ = data::rows(set_.subjects.at(0), set_, recipe_.data.prepare);
  }

  RowPlan plan(double window_s = 0) const {
    return plan_rows(set_.subjects.at(0), rows_, recipe_.data, recipe_.align, {window_s});
  }

  recipe::Recipe recipe_;
  data::DataSet set_;
  std::vector<data::Row> rows_;
};

TEST_F(RealDesign, HasTheRowsOfThePaper) {
  EXPECT_EQ(plan().train.size(), 4800u);
  const auto fir = plan();
  ASSERT_EQ(fir.test.size(), 600u);
  for (const auto& row : fir.test) EXPECT_EQ(row.repeats, 4);
  recipe_.align.mode = recipe::Align::Mode::window;
  recipe_.align.delay_tr = 0;
  EXPECT_EQ(plan(5).train.size(), 3360u);
  EXPECT_EQ(plan(10).test.size(), 240u);
  EXPECT_EQ(plan(15).test.size(), 60u);
}

// One number for each clip: every row must carry the number of the clip that its volume hears, and
// after a delay that of the clip before; no volume is silent.
TEST_F(RealDesign, EveryRowHearsItsClip) {
  recipe_.align.delays_tr = {0, 10};
  const auto number = [&](std::size_t clip) {
    ClipFeatures f{base::MatrixF::Constant(1, 1, static_cast<float>(clip + 1)),
                   base::MatrixD(1, 2)};
    f.spans << 0, set_.clips[clip].duration_s;
    return f;
  };
  const auto fir = plan();
  const auto x =
      build_design(fir, set_.subjects.at(0), set_, number, recipe_.align, {"n", {}}).train;
  for (Index i = 0; i < x.rows(); ++i) {
    EXPECT_NEAR(x(i, 0), static_cast<float>(fir.train[static_cast<std::size_t>(i)].clip + 1), 1e-3);
    const bool first_of_run = i % 400 < 10;
    if (first_of_run) continue;
    EXPECT_NEAR(x(i, 1), x(i - 10, 0), 1e-3);
  }
  // The lead-in of run k is the last clip of run k - 1.
  EXPECT_NEAR(x(400, 1), x(399, 0), 1e-3);
}

}  // namespace
}  // namespace encore::align
