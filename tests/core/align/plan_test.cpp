// Which volumes make which rows, against enumerations by hand.
#include "core/align/plan.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "fixture.hpp"

namespace encore::align {
namespace {

using recipe::Align;
using test::Lab;

// Two training runs of a lead-in and two clips; a test run that plays a lead-in, then 4, 5, 4, 5.
Lab small() {
  Lab lab;
  lab.add_clips(6);
  lab.recipe.data.prepare.drop_leading_tr = 10;
  lab.add_run(1, false, {3, 0, 1});
  lab.add_run(2, false, {1, 2, 3});
  lab.add_run(3, true, {5, 4, 5, 4, 5});
  return lab;
}

TEST(PlanFir, TrainingRowsStandAsTheyAre) {
  const auto lab = small();
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align);
  ASSERT_EQ(plan.train.size(), 40u);
  for (std::size_t i = 0; i < plan.train.size(); ++i)
    EXPECT_EQ(plan.train[i].volumes, std::vector<Index>{static_cast<Index>(i)});
  EXPECT_EQ(plan.train[25].run, 2);
  EXPECT_EQ(plan.places[25].volume, 15);  // ten dropped, then five
}

TEST(PlanFir, RepeatsBecomeOneRow) {
  const auto lab = small();
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align);
  ASSERT_EQ(plan.test.size(), 20u);
  EXPECT_EQ(plan.test[0].volumes, (std::vector<Index>{40, 60}));
  EXPECT_EQ(plan.test[13].volumes, (std::vector<Index>{53, 73}));
  EXPECT_EQ(plan.test[13].clip, 5);
  EXPECT_EQ(plan.test[13].offset, 3);
  EXPECT_EQ(plan.test[13].repeats, 2);
}

TEST(PlanFir, RepeatsStayApartWhenTheRecipeSaysSo) {
  auto lab = small();
  lab.recipe.data.split.average_repeats = false;
  EXPECT_EQ(plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align).test.size(), 40u);
}

TEST(PlanFir, SilenceIsTestedOnlyWhenNothingIsAveraged) {
  auto lab = small();
  auto rows = lab.rows();
  rows[40].clip = -1;  // the first volume of the test run
  EXPECT_EQ(plan_rows(lab.subject, rows, lab.recipe.data, lab.recipe.align).test.size(), 20u);
  lab.recipe.data.split.average_repeats = false;
  EXPECT_EQ(plan_rows(lab.subject, rows, lab.recipe.data, lab.recipe.align).test.size(), 40u);
}

TEST(PlanFir, ScrubbedRowsLeaveAndNoOtherMoves) {
  const auto lab = small();
  auto rows = lab.rows();
  for (const std::size_t i : {4U, 41U, 52U, 72U}) rows[i].scrubbed = true;
  const auto plan = plan_rows(lab.subject, rows, lab.recipe.data, lab.recipe.align);
  EXPECT_EQ(plan.train.size(), 39u);
  EXPECT_EQ(plan.train[4].volumes, std::vector<Index>{5});
  EXPECT_EQ(plan.places[5].volume, 15);  // ten dropped, then five: delays still count from there
  ASSERT_EQ(plan.test.size(), 19u);      // of one moment, both repeats are gone
  EXPECT_EQ(plan.test[1].volumes, std::vector<Index>{61});
  EXPECT_EQ(plan.test[1].repeats, 1);
  EXPECT_EQ(plan.test[2].volumes, (std::vector<Index>{42, 62}));
  EXPECT_EQ(plan.test[12].offset, 3);
}

TEST(PlanFir, CountsMustAgreeWithTheDesign) {
  const auto lab = small();
  auto rows = lab.rows();
  rows.pop_back();
  EXPECT_THROW(plan_rows(lab.subject, rows, lab.recipe.data, lab.recipe.align), base::Error);
}

TEST(PlanFir, NothingToTestIsAnError) {
  Lab lab;
  lab.add_clips(2);
  lab.add_run(1, false, {0, 1});
  EXPECT_THROW(plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align), base::Error);
}

TEST(PlanFir, ArraysNeedNoRuns) {
  data::Subject subject;
  recipe::Recipe recipe;
  recipe.data.source.kind = recipe::Source::Kind::arrays;
  const std::vector<data::Row> rows = {{7, false}, {7, false}, {8, true}, {8, true}};
  const auto plan = plan_rows(subject, rows, recipe.data, recipe.align);
  EXPECT_EQ(plan.train.size(), 2u);
  EXPECT_EQ(plan.test.size(), 2u);  // rows without a clip are never averaged
  EXPECT_EQ(plan.places[1].volume, 1);
  EXPECT_EQ(plan.places[2].volume, 0);
}

TEST(PlanWindow, WindowsWithAScrubbedResponseLeave) {
  auto lab = small();
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 0;
  auto rows = lab.rows();
  rows[0].scrubbed = rows[45].scrubbed = true;
  const auto plan = plan_rows(lab.subject, rows, lab.recipe.data, lab.recipe.align,
                              {7.5});  // six windows of five volumes
  EXPECT_EQ(plan.train.size(), 23u);
  ASSERT_EQ(plan.test.size(), 12u);
  EXPECT_EQ(plan.test[0].repeats, 2);  // volumes 0 to 4
  EXPECT_EQ(plan.test[1].repeats, 1);  // volumes 1 to 5, heard well in the second repeat only
  EXPECT_EQ(plan.test[1].volumes.front(), 61);
}

class PaperWindows : public ::testing::TestWithParam<std::pair<double, int>> {};

// Brain2Music, table 1: rows per 15 s clip for each embedding's window.
TEST_P(PaperWindows, RowsPerClip) {
  auto lab = small();
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 0;
  const auto [window, r] = GetParam();
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {window});
  EXPECT_EQ(plan.train.size(), static_cast<std::size_t>(4 * r));
  EXPECT_EQ(plan.test.size(), static_cast<std::size_t>(2 * r));
  EXPECT_EQ(plan.test[0].volumes.size(), static_cast<std::size_t>(2 * (10 - r + 1)));
}

INSTANTIATE_TEST_SUITE_P(Table1, PaperWindows,
                         ::testing::Values(std::pair(1.5, 10), std::pair(5.0, 7),
                                           std::pair(10.0, 4), std::pair(15.0, 1)));

// The design of ds003720: 12 runs of a lead-in and 40 clips; 6 test runs of a lead-in and 10 clips
// played four times.
Lab ds003720() {
  Lab lab;
  lab.add_clips(540);
  lab.recipe.data.prepare.drop_leading_tr = 10;
  for (int run = 0; run < 12; ++run) {
    std::vector<std::size_t> clips = {static_cast<std::size_t>((run * 40 + 479) % 480)};
    for (int c = 0; c < 40; ++c) clips.push_back(static_cast<std::size_t>(run * 40 + c));
    lab.add_run(run + 1, false, clips);
  }
  for (int run = 0; run < 6; ++run) {
    std::vector<std::size_t> clips = {static_cast<std::size_t>(480 + run * 10 + 9)};
    for (int c = 0; c < 40; ++c) clips.push_back(static_cast<std::size_t>(480 + run * 10 + c % 10));
    lab.add_run(run + 13, true, clips);
  }
  return lab;
}

// Rows of the paper, section 3: training and test windows of each embedding.
TEST(PlanWindows, RowsOfTheRealDesign) {
  auto lab = ds003720();
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 0;
  const struct {
    double window;
    std::size_t train, test;
  } paper[] = {{1.5, 4800, 600}, {5, 3360, 420}, {10, 1920, 240}, {15, 480, 60}};
  for (const auto& p : paper) {
    const auto plan =
        plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {p.window});
    EXPECT_EQ(plan.train.size(), p.train);
    EXPECT_EQ(plan.test.size(), p.test);
    for (const auto& row : plan.test) EXPECT_EQ(row.repeats, 4);
  }
  lab.recipe.align.mode = Align::Mode::fir;
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align);
  EXPECT_EQ(plan.train.size(), 4800u);
  EXPECT_EQ(plan.test.size(), 600u);
}

TEST(PlanWindows, ResponsesComeLaterAndNeverFromAnotherRun) {
  auto lab = small();
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 3;
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {10.0});
  // Four windows of the first clip of each run; one of the last, since three leave the run.
  ASSERT_EQ(plan.train.size(), 10u);
  EXPECT_EQ(plan.train[0].volumes, (std::vector<Index>{3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(plan.train[3].volumes, (std::vector<Index>{6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(plan.train[4].volumes, (std::vector<Index>{13, 14, 15, 16, 17, 18, 19}));
  EXPECT_EQ(plan.train[4].offset, 0);
  EXPECT_EQ(plan.train[5].run, 2);
  // Clip 5 ends the test run: its later windows have one presentation instead of two.
  ASSERT_EQ(plan.test.size(), 8u);
  EXPECT_EQ(plan.test[4].repeats, 2);
  EXPECT_EQ(plan.test[5].repeats, 1);
}

// The text of the paper speaks of five scans for a window of 10 s, its table of seven.
TEST(PlanWindows, AverageTheFirstVolumesWhereFewerAreAskedFor) {
  auto lab = ds003720();
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 0;
  const auto plan =
      plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {10.0, 5});
  EXPECT_EQ(plan.train.size(), 1920u);
  EXPECT_EQ(plan.test.size(), 240u);
  EXPECT_EQ(plan.train[1].volumes, (std::vector<Index>{1, 2, 3, 4, 5}));
  EXPECT_EQ(plan.train[3].offset, 3);
  EXPECT_EQ(plan.test[0].volumes.size(), 4u * 5);
  // The same rows as with all seven: of each run's last clip two windows leave the run.
  lab.recipe.align.delay_tr = 2;
  const auto later =
      plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {10.0, 5});
  EXPECT_EQ(later.train.size(), 1920u - 12 * 2);
  EXPECT_EQ(later.train[3].volumes, (std::vector<Index>{5, 6, 7, 8, 9}));
}

TEST(PlanWindows, LongerThanTheClipsIsAnError) {
  auto lab = small();
  lab.recipe.align.mode = Align::Mode::window;
  EXPECT_THROW(plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {16.0}),
               base::Error);
}

TEST(ModelWindow, IsSharedOrRefusedWithNames) {
  Align align;
  EXPECT_EQ(model_window(align, {"mel"}, 1.5).s, 0);
  align.mode = Align::Mode::window;
  EXPECT_EQ(model_window(align, {"mel", "mtf"}, 1.5).s, 1.5);
  align.window_s = {{"", 5}, {"mulan", 10}};
  EXPECT_EQ(model_window(align, {"mel"}, 1.5).s, 5);
  EXPECT_EQ(model_window(align, {"mulan"}, 1.5).s, 10);
  align.window_tr = {{"mulan", 5}};
  EXPECT_EQ(model_window(align, {"mulan"}, 1.5), (Window{10, 5}));
  EXPECT_EQ(model_window(align, {"mel"}, 1.5), (Window{5, 0}));
  align.window_tr = {{"mel", 4}};
  EXPECT_EQ(model_window(align, {"mel"}, 1.5), (Window{5, 0})) << "all that it reaches";
  try {
    align.window_tr = {{"", 5}};
    model_window(align, {"mel"}, 1.5);
    FAIL() << "5 s reach four volumes";
  } catch (const base::Error& e) {
    EXPECT_NE(std::string(e.what()).find("window_tr is 5, but 5 s reach 4 volumes"),
              std::string::npos);
  }
  align.window_tr.clear();
  try {
    model_window(align, {"mel", "mulan"}, 1.5);
    FAIL() << "two windows in one model were accepted";
  } catch (const base::Error& e) {
    EXPECT_NE(std::string(e.what()).find("mel (5 s) and mulan (10 s)"), std::string::npos);
  }
}

}  // namespace
}  // namespace encore::align
