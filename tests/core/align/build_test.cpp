// Delays, lead-ins, repeats and windows on a feature that counts: 100 * (clip + 1) + offset.
#include "core/align/build.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/align/average.hpp"
#include "core/align/plan.hpp"
#include "core/align/window.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "fixture.hpp"

namespace encore::align {
namespace {

using recipe::Align;
using test::counting;
using test::Lab;

Lab small(int drop) {
  Lab lab;
  lab.add_clips(6);
  lab.recipe.data.prepare.drop_leading_tr = drop;
  lab.add_run(1, false, {3, 0, 1});
  lab.add_run(2, false, {1, 2, 3});
  lab.add_run(3, true, {5, 4, 5, 4, 5});
  lab.recipe.align.delays_tr = {0, 1, 2};
  return lab;
}

Design build(const Lab& lab, const ClipSource& source, double window_s = 0) {
  const auto plan =
      plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align, {window_s});
  return build_design(plan, lab.subject, lab.set, source, lab.recipe.align, {"f", {}});
}

TEST(Fir, DelaysLookBackWithinTheRun) {
  const auto x = build(small(0), counting).train;
  ASSERT_EQ(x.rows(), 60);
  ASSERT_EQ(x.cols(), 3);
  EXPECT_EQ(x.row(0), Eigen::RowVector3f(400, 0, 0));  // before the run: zeros
  EXPECT_EQ(x.row(1), Eigen::RowVector3f(401, 400, 0));
  EXPECT_EQ(x.row(11), Eigen::RowVector3f(101, 100, 409));  // across clips of one run
  EXPECT_EQ(x.row(30), Eigen::RowVector3f(200, 0, 0));      // run 2 does not see run 1
}

TEST(Fir, DroppedVolumesAreStillHeard) {
  const auto x = build(small(10), counting).train;
  ASSERT_EQ(x.rows(), 40);
  EXPECT_EQ(x.row(0), Eigen::RowVector3f(100, 409, 408));
  EXPECT_EQ(x.row(20), Eigen::RowVector3f(300, 209, 208));
}

TEST(Fir, RepeatsAreAveragedWithWhatCameBeforeEach) {
  auto lab = small(10);
  lab.subject.runs[2].events[0].clip = 0;  // the lead-in is another clip than before repeat two
  const auto x = build(lab, counting).test;
  ASSERT_EQ(x.rows(), 20);
  EXPECT_EQ(x.row(0), Eigen::RowVector3f(500, (109 + 609) / 2.0f, (108 + 608) / 2.0f));
  EXPECT_EQ(x.row(5), Eigen::RowVector3f(505, 504, 503));
}

TEST(Fir, ColumnsAreNamedDelayMajor) {
  auto lab = small(10);
  lab.recipe.align.delays_tr = {2, 3};
  const auto plan = plan_rows(lab.subject, lab.rows(), lab.recipe.data, lab.recipe.align);
  const auto two = [](std::size_t clip) {
    auto f = counting(clip);
    f.values.conservativeResize(Eigen::NoChange, 2);
    f.values.col(1) = -f.values.col(0);
    return f;
  };
  const auto x =
      build_design(plan, lab.subject, lab.set, two, lab.recipe.align, {"m", {"lo", "hi"}});
  EXPECT_EQ(x.column_names,
            (std::vector<std::string>{"m_lo@2tr", "m_hi@2tr", "m_lo@3tr", "m_hi@3tr"}));
  EXPECT_EQ(x.train.row(5), Eigen::RowVector4f(103, -103, 102, -102));
}

// Whatever clips 3 and 0 and 1 hold in run 1, run 2 must not notice, for any delays.
TEST(Fir, RunsNeverSeeEachOther) {
  base::Random random(1);
  for (int trial = 0; trial < 20; ++trial) {
    Lab lab;
    lab.add_clips(12);
    lab.add_run(1, false, {0, 1, 2});
    lab.add_run(2, false, {3, 4, 5});
    lab.add_run(3, true, {6, 7});
    lab.recipe.align.delays_tr = {static_cast<int>(random.below(40)), -2};
    if (trial % 2 == 1) lab.recipe.align.resample = Align::Resample::lanczos;
    const std::size_t run = 3 * random.below(2);  // the first clip of run 1 or of run 2
    const auto noise = static_cast<float>(random.normal());
    const auto changed = [&](std::size_t clip) {
      auto f = counting(clip);
      if (clip >= run && clip < run + 3) f.values.array() += noise;
      return f;
    };
    const auto before = build(lab, counting), after = build(lab, changed);
    const base::Index other = run == 0 ? 30 : 0, own = 30 - other;
    EXPECT_EQ(before.train.middleRows(other, 30), after.train.middleRows(other, 30));
    EXPECT_NE(before.train.middleRows(own, 30), after.train.middleRows(own, 30));
    EXPECT_EQ(before.test, after.test);
  }
}

TEST(Fir, ErrorsNameFeatureAndClip) {
  const auto lab = small(10);
  const auto ragged = [](std::size_t clip) {
    auto f = counting(clip);
    if (clip == 2) f.values.setZero(10, 3);
    return f;
  };
  try {
    build(lab, ragged);
    FAIL() << "ragged dimensions were accepted";
  } catch (const base::Error& e) {
    EXPECT_EQ(std::string(e.what()),
              "feature f, clip clip.2: 3 dimensions where other clips have 1");
  }
}

TEST(Rows, DelaysWithinRunsOfArrays) {
  data::Subject subject;
  recipe::Recipe recipe;
  recipe.data.source.kind = recipe::Source::Kind::arrays;
  const std::vector<data::Row> rows = {{7, false}, {7, false}, {7, false}, {8, true}, {8, true}};
  const auto plan = plan_rows(subject, rows, recipe.data, recipe.align);
  base::MatrixF f(5, 1);
  f << 1, 2, 3, 4, 5;
  const auto x = build_design_rows(plan, f, {0, 1}, {"a", {}});
  base::MatrixF train(3, 2), test(2, 2);
  train << 1, 0, 2, 1, 3, 2;
  test << 4, 0, 5, 4;
  EXPECT_EQ(x.train, train);
  EXPECT_EQ(x.test, test);
  EXPECT_THROW(build_design_rows(plan, f.topRows(4), {0}, {"a", {}}), base::Error);
}

TEST(Windows, MeanOfTheFramesInside) {
  auto lab = small(10);
  lab.recipe.align.mode = Align::Mode::window;
  lab.recipe.align.delay_tr = 0;
  const auto x = build(lab, counting, 5.0);  // frames 0..2 lie inside 0..5 s, frame 3 ends at 6 s
  ASSERT_EQ(x.train.rows(), 28);
  EXPECT_EQ(x.train(0, 0), 101);
  EXPECT_EQ(x.train(1, 0), 102);
  EXPECT_EQ(x.train(7, 0), 201);
  EXPECT_EQ(x.test(0, 0), 501);
  EXPECT_EQ(x.column_names, std::vector<std::string>{"f_0"});
}

TEST(Windows, CoarseFramesAreRepeated) {
  ClipFeatures whole{base::MatrixF::Constant(1, 1, 7), base::MatrixD(1, 2)};
  whole.spans << 0, 15;
  EXPECT_EQ(window_mean(whole, 3, 10, "f")(0), 7);
  ClipFeatures long_frames{base::MatrixF(6, 1), base::MatrixD(6, 2)};
  for (int f = 0; f < 6; ++f) {  // 10 s every second, as MusicLM conditions on MuLan
    long_frames.values(f, 0) = static_cast<float>(f);
    long_frames.spans.row(f) << f, f + 10;
  }
  EXPECT_EQ(window_mean(long_frames, 0, 10, "f")(0), 0);
  EXPECT_EQ(window_mean(long_frames, 1.5, 10, "f")(0), 1.5f);
  EXPECT_EQ(window_mean(long_frames, 4.2, 1.5, "f")(0), 0);  // none inside: the nearest middle
}

TEST(Average, MeansOfVolumesAndOfRepeats) {
  const std::vector<FitRow> rows = {{{0, 2, 3, 5}, 2, 1, 0, 0}, {{1}, 1, 1, 1, 0}};
  base::MatrixF volumes(6, 2);
  volumes << 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60;
  const auto y = average(rows, volumes);
  EXPECT_EQ(y(0, 0), (1 + 3 + 4 + 6) / 4.0f);
  EXPECT_EQ(y(1, 1), 20);
  EXPECT_EQ(most_repeats(rows), 2);
  EXPECT_EQ(most_repeated(rows).size(), 1u);
  EXPECT_EQ(average_repeat(rows, volumes, 0)(0, 0), 2);
  EXPECT_EQ(average_repeat(rows, volumes, 1)(0, 1), 50);
  EXPECT_TRUE(std::isnan(average_repeat(rows, volumes, 1)(1, 0)));
}

TEST(Average, ZScoreWithinRuns) {
  const std::vector<FitRow> rows = {{{0}, 1, 1}, {{1}, 1, 1}, {{2}, 1, 2}, {{3}, 1, 2}};
  base::MatrixF y(4, 2);
  y << 1, 3, 3, 3, 10, 0, 30, 8;
  zscore_by_run(y, rows);
  base::MatrixF expected(4, 2);
  expected << -1, 0, 1, 0, -1, -1, 1, 1;
  EXPECT_EQ(y, expected);
}

}  // namespace
}  // namespace encore::align
