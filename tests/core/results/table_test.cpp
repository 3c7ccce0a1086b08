// What the table of a run says of results made by hand.
#include "core/results/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace encore::results {
namespace {

constexpr base::Index kVoxels = 10;

ModelResult model(const std::string& name, double r, double q, Reach reach) {
  ModelResult m;
  m.name = name;
  m.r = m.r2 = base::VectorD::Constant(kVoxels, r);
  m.p = m.q = base::VectorD::Constant(kVoxels, q);
  m.reach = reach;
  return m;
}

// One subject without regions, whose models a and b are this far apart.
Results two_models(ModelResult a, ModelResult b, double low) {
  SubjectResult s;
  s.id = "sub-001";
  s.region.resize(kVoxels);
  s.comparisons.push_back({a.name, b.name, kWholeBrain, kVoxels, low + 0.1, low, low + 0.2, 0.01});
  s.comparisons.back().q = low > 0 ? 0.001 : 0.6;
  s.models = {std::move(a), std::move(b)};
  Results results;
  results.models = {s.models[0].name, s.models[1].name};
  results.regions = {kWholeBrain};
  results.significance_draws = 1000;
  results.subjects.push_back(std::move(s));
  return results;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Reach reach(double orders, double smallest, const char* remedy = "") {
  Reach r;
  r.orders = orders;
  r.smallest_p = r.smallest_q = smallest;
  r.remedy = remedy;
  return r;
}
const Reach kFar = reach(1e9, 1.0 / 1001);
const Reach kSix = reach(6, 1.0 / 6, "make stats.significance.block_tr smaller");

TEST(Table, NamesTheBestAndExplainsItsMark) {
  const auto text =
      table(two_models(model("mel", 0.84, 0.001, kFar), model("mtf", 0.2, 0.5, kFar), 0.4));
  EXPECT_TRUE(has(text, "0.840*")) << text;
  EXPECT_TRUE(has(text, "mel (best in 1 of 1)\n")) << text;
  EXPECT_TRUE(has(text, "* best of its row\n")) << text;
  EXPECT_FALSE(has(text, "= not separable")) << text;
  EXPECT_FALSE(has(text, "out of reach")) << text;
}

TEST(Table, ExplainsATie) {
  const auto text =
      table(two_models(model("mel", 0.3, 0.001, kFar), model("mtf", 0.29, 0.001, kFar), -0.1));
  EXPECT_TRUE(has(text, "0.290=")) << text;
  EXPECT_TRUE(has(text, "* best of its row   = not separable from the best")) << text;
}

// The interval of one pair holds no 0, but of many pairs some such is expected: ranking.tsv ties
// them.
TEST(Table, TiesByTheCorrectedDifference) {
  auto results = two_models(model("mel", 0.3, 0.001, kFar), model("mtf", 0.29, 0.001, kFar), 0.001);
  results.subjects[0].comparisons[0].q = 0.0598;
  const auto text = table(results);
  EXPECT_TRUE(has(text, "0.290=")) << text;
  EXPECT_TRUE(has(text, "q of the difference above 0.05\n")) << text;
}

// The second has no r in four voxels, where the first is poor.
TEST(Table, ComparesModelsOnTheVoxelsOfAll) {
  auto mel = model("mel", 0.3, 0.001, kFar), joint = mel, still = mel;
  joint.name = "joint";
  still.name = "mean";
  mel.r.head(4).setConstant(0.1);
  joint.r.head(4).setConstant(std::nan(""));
  still.r.setConstant(std::nan(""));
  auto results = two_models(mel, joint, -0.1);
  EXPECT_TRUE(has(table(results), "0.300*   0.300=")) << table(results);
  EXPECT_TRUE(has(table(results), "in which all these models have one: whole-brain (6 of 10)\n"));
  // A model that has no r anywhere takes no voxel from the others.
  results = two_models(mel, still, -0.1);
  EXPECT_TRUE(has(table(results), "0.220*")) << table(results);
  EXPECT_FALSE(has(table(results), "all these models")) << table(results);
}

TEST(Table, NamesThoseAboveChanceWhereTheHighestIsNot) {
  const auto text =
      table(two_models(model("joint", 0.42, 0.3, kFar), model("mel", 0.4, 0.001, kFar), -0.1));
  EXPECT_TRUE(has(text, "none (joint is not above chance; mel is)\n")) << text;
}

TEST(Table, SaysOfWhichModelsNothingWasCompared) {
  auto results = two_models(model("mel", 0.84, 0.001, kFar), model("mtf", 0.2, 0.5, kFar), 0.4);
  results.subjects[0].comparisons.clear();
  const auto text = table(results);
  EXPECT_TRUE(has(text, "0.200?")) << text;
  EXPECT_TRUE(has(text, "* best of its row   ? not compared with the best\n")) << text;
  EXPECT_FALSE(has(text, "= not separable")) << text;
}

TEST(Table, HasNoBestWhereNothingIsAboveChance) {
  const auto text =
      table(two_models(model("mel", 0.01, 0.8, kFar), model("mtf", 0.0, 0.9, kFar), -0.1));
  EXPECT_TRUE(has(text, "none (not above chance)")) << text;
  EXPECT_FALSE(has(text, "best of its row")) << text;
  EXPECT_FALSE(has(text, "not separable")) << text;
}

// Six orders give no p below 1/6: that is no finding of the model.
TEST(Table, SaysWhereSignificanceIsOutOfReach) {
  const auto text =
      table(two_models(model("mel", 0.84, 0.2, kSix), model("mtf", 0.2, 0.5, kSix), 0.4));
  EXPECT_FALSE(has(text, "not above chance")) << text;
  EXPECT_TRUE(has(text, "0.840*")) << text;
  EXPECT_TRUE(has(text, "mel (best in 1 of 1), significance out of reach")) << text;
  EXPECT_TRUE(has(text, "6 orders of the test rows and 1000 draws")) << text;
  EXPECT_TRUE(has(text, "no p below 0.17")) << text;
  EXPECT_TRUE(has(text, "level is 0.05; make stats.significance.block_tr smaller")) << text;
}

TEST(Table, SaysWhereMoreDrawsAreNeeded) {
  const Reach few_draws = reach(1e9, 1.0 / 11);
  auto results =
      two_models(model("mel", 0.84, 0.2, few_draws), model("mtf", 0.2, 0.5, few_draws), 0.4);
  results.significance_draws = 10;
  const auto text = table(results);
  EXPECT_TRUE(has(text, "1e+09 orders of the test rows and 10 draws")) << text;
  EXPECT_TRUE(has(text, "take more stats.significance.draws")) << text;
}

// 120 orders: 46 of 272 voxels must have the smallest p before q of one is 0.05, and there are 10.
TEST(Table, SaysWhereItCannotBeDecided) {
  Reach few = reach(120, 1.0 / 120, "more test clips give more orders");
  few.needed = 46;
  few.voxels = 272;
  few.end_p = 1.0 / 120;
  auto best = model("mel", 0.84, 0.23, few);
  best.p.setConstant(1.0 / 120);
  const auto text = table(two_models(best, model("mtf", 0.2, 0.5, few), 0.4));
  EXPECT_TRUE(has(text, "cannot be decided (120 orders)\n")) << text;
  EXPECT_FALSE(has(text, "not above chance")) << text;
  EXPECT_FALSE(has(text, "*")) << text;
  EXPECT_TRUE(has(text, "no p below 0.0083; 46 of 272 voxels must have it")) << text;
  EXPECT_TRUE(has(text, "at most 0.05; more test clips give more orders\n")) << text;
}

// 40 of 1,000 voxels in three subjects, none of the others: the correction decides, not a share of
// the voxels.
TEST(Table, CountsFewVoxelsThatACorrectionLetsPass) {
  for (const auto how :
       {recipe::Significance::Correct::max_statistic, recipe::Significance::Correct::bh}) {
    ModelResult m;
    m.name = "x";
    m.r = m.p = base::VectorD::Constant(1000, 0.3);
    m.p.head(40).setConstant(1e-4);
    m.q = base::VectorD::Constant(1000, 1);
    m.q.head(40).setConstant(0.001);
    Results results;
    results.correct = how;
    results.models = {"x"};
    results.regions = {"auditory", "rest", kWholeBrain};
    for (const char* id : {"s1", "s2", "s3"}) {
      SubjectResult s;
      s.id = id;
      s.region.assign(1000, "rest");
      std::fill_n(s.region.begin(), 40, "auditory");
      s.models = {m};
      results.subjects.push_back(s);
    }
    const auto text = table(results);
    EXPECT_TRUE(has(text, "auditory       120   0.300*  x (best in 3 of 3)")) << text;
    EXPECT_TRUE(has(text, "rest          2880   0.300   none (not above chance)")) << text;
    EXPECT_TRUE(has(text, "whole-brain   3000   0.300*  x (best in 3 of 3)")) << text;
  }
}

TEST(Table, WithoutResultsExplainsNothing) {
  Results results;
  results.models = {"mel"};
  results.regions = {kWholeBrain};
  const auto text = table(results);
  EXPECT_TRUE(has(text, "no result")) << text;
  EXPECT_FALSE(has(text, "best of its row")) << text;
}

}  // namespace
}  // namespace encore::results
