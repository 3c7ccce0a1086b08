// A person's own matrices: the recipe of the contract, word for word, on planted truth.
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/stats/fdr.hpp"
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

class ArraysRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    ArraysLab().write(*place);
    recipe = place->write("recipe.yaml", kArraysRecipe);
    done = place->run(recipe, "out");
  }
  static void TearDownTestSuite() { place.reset(); }
  void SetUp() override { ASSERT_CODE(done, 0); }

  static std::unique_ptr<Place> place;
  static std::filesystem::path recipe;
  static Ended done;
};
std::unique_ptr<Place> ArraysRun::place;
std::filesystem::path ArraysRun::recipe;
Ended ArraysRun::done;

TEST_F(ArraysRun, FindsTheTruth) {
  const auto scores = read_tsv(*place / "out" / "scores.tsv");
  const auto r = [&](const char* model, const char* roi) {
    return score(scores, model, roi, "pearson_r_mean");
  };
  EXPECT_GT(r("music", "A1"), 0.5);
  EXPECT_GT(r("text", "STG"), 0.5);
  EXPECT_LT(std::fabs(r("music", "STG")), 0.1);
  EXPECT_LT(std::fabs(r("text", "A1")), 0.1);
  for (const char* roi : {"A1", "STG"}) {
    EXPECT_GT(r("joint", roi), 0.5) << roi;
    EXPECT_LT(r("noise", roi), 0.2) << roi;
    EXPECT_LE(score(scores, "noise", roi, "significant_share"), 0.05) << roi;
  }
  for (const char* model : {"music", "text", "joint", "noise"})
    EXPECT_LE(20 * score(scores, model, "V1", "significant_share"), 2) << model;
  EXPECT_SAYS(done.out, "none (not above chance)");
}

// Features of one plugin draw apart, whatever their size.
TEST(Arrays, FeaturesOfNoiseDiffer) {
  Place place;
  ArraysLab().write(place);
  const auto recipe = place.write("noise.yaml", R"(schema: encore.recipe/1
name: noise
data: {source: {kind: arrays, path: lab.h5}}
features:
  a: {use: encore.noise, with: {dims: 1}}
  b: {use: encore.noise, with: {dims: 1}}
encode: {models: {a: [a], b: [b]}, regression: {use: encore.ridge, with: {alphas: [1]}}}
)");
  ASSERT_CODE(place.run(recipe, "out"), 0);
  const auto a = values(place / "out", "/encode/sub-001/a/pearson_r");
  const auto b = values(place / "out", "/encode/sub-001/b/pearson_r");
  EXPECT_GT((a.topRows(40) - b.topRows(40)).cwiseAbs().maxCoeff(), 0.01);
}

TEST_F(ArraysRun, ComparesModelsWithAnInterval) {
  bool found = false;
  const auto scores = read_tsv(*place / "out" / "scores.tsv");
  for (const auto& row : scores) {
    if (row.at("stage") != "compare" || row.at("roi") != "A1") continue;
    if (row.at("model") != "music - text" || row.at("metric") != "difference") continue;
    found = true;
    EXPECT_LT(std::stod(row.at("p")), 0.05);
  }
  EXPECT_TRUE(found);
  EXPECT_GT(score(scores, "music - text", "A1", "difference_low"), 0);
  EXPECT_LT(score(scores, "music - text", "STG", "difference_high"), 0);
  EXPECT_LT(score(scores, "music - text", "V1", "difference_low"), 0);
}

TEST_F(ArraysRun, EveryDatasetSaysWhatItIs) {
  const io::H5File file(*place / "out" / "results.h5", io::H5File::Mode::read);
  EXPECT_EQ(file.text_attribute("/", "schema"), "encore.results/1");
  int datasets = 0;
  for_each_dataset(file, [&](const std::string& path) {
    ++datasets;
    EXPECT_TRUE(file.text_attribute(path, "unit").has_value()) << path;
    EXPECT_GT(file.text_attribute(path, "definition").value_or("").size(), 10U) << path;
  });
  EXPECT_GT(datasets, 20);
  for (const char* model : {"music", "text", "joint", "noise"})
    for (const char* value : {"pearson_r", "r2", "p", "q"})
      EXPECT_EQ(file.shape("/encode/sub-001/" + std::string(model) + "/" + value).rows, 60)
          << model << "/" << value;
  EXPECT_EQ(file.shape("/ceiling/sub-001/explainable_variance").rows, 60);
  // One penalty a band where there are several.
  EXPECT_EQ(file.shape("/encode/sub-001/music/alpha").text(), "60 (float64)");
}

TEST_F(ArraysRun, BandsAddUpToTheJointModel) {
  const io::H5File file(*place / "out" / "results.h5", io::H5File::Mode::read);
  const std::string joint = "/encode/sub-001/joint";
  const base::VectorD music = file.read_d(joint + "/bands/music/r2_split").col(0);
  const base::VectorD text = file.read_d(joint + "/bands/text/r2_split").col(0);
  const base::VectorD r2 = file.read_d(joint + "/r2").col(0);
  EXPECT_LT((music + text - r2).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_GT(music.head(20).mean(), 0.3) << "A1 follows the music";
  EXPECT_GT(text.segment(20, 20).mean(), 0.3) << "STG follows the text";
  EXPECT_LT(std::fabs(text.head(20).mean()), 0.05);
  EXPECT_FALSE(file.has("/encode/sub-001/music/bands")) << "one band is the model";
  const auto scores = read_tsv(*place / "out" / "scores.tsv");
  EXPECT_NEAR(score(scores, "joint/music", "A1", "r2_split_mean"), music.head(20).mean(), 1e-5);
}

TEST_F(ArraysRun, QFollowsFromP) {
  const io::H5File file(*place / "out" / "results.h5", io::H5File::Mode::read);
  const base::VectorD p = file.read_d("/encode/sub-001/music/p").col(0);
  const base::VectorD q = file.read_d("/encode/sub-001/music/q").col(0);
  EXPECT_LT((stats::benjamini_hochberg(p) - q).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_GE(p.minCoeff(), 1.0 / 1001);
}

// Where a data set knows no clips, models are compared by blocks of rows.
TEST_F(ArraysRun, AnotherBlockLengthComparesAgain) {
  const auto plan = place->plan(recipe, "out", {"--set", "stats.significance.block_tr=5"});
  ASSERT_CODE(plan, 0);
  const auto line = plan.out.find("compare/sub-001");
  ASSERT_NE(line, std::string::npos);
  EXPECT_SAYS(plan.out.substr(line, plan.out.find('\n', line) - line), "block_tr: \"auto\" -> 5");
}

TEST_F(ArraysRun, PlanSaysHowMuchThereIsToDo) {
  const auto plan = place->plan(recipe, "fresh", {"--set", "seed=77", "--json"});
  ASSERT_CODE(plan, 0);
  const auto y = values(*place / "out", "/encode/sub-001/music/pearson_r");
  const std::string voxels = " x " + std::to_string(y.size()) + " voxels";
  int fits = 0;
  for (const auto& task : nlohmann::json::parse(plan.out)) {
    const std::string work = task["work"];
    if (task["state"] == "cached") {
      EXPECT_EQ(work, "") << task["id"];
    }
    if (task["stage"] != "encode" || task["state"] == "cached") continue;
    EXPECT_TRUE(work.ends_with(voxels)) << work;
    EXPECT_NE(work.find(" rows x "), std::string::npos) << work;
    ++fits;
  }
  EXPECT_GT(fits, 0);
  EXPECT_SAYS(place->plan(recipe, "fresh", {"--set", "seed=77"}).out, "to do; the largest takes ");
}

TEST_F(ArraysRun, NoCeilingWhereRepeatsStayApart) {
  const auto apart = place->run(recipe, "apart", {"--set", "data.split.average_repeats=false"});
  EXPECT_CODE(apart, 0);
  EXPECT_FALSE(contains(read(*place / "apart" / "tasks.tsv"), "ceiling/"));
}

TEST_F(ArraysRun, RecipeOfTheRunHoldsWhatSetChanged) {
  ASSERT_CODE(place->run(recipe, "set", {"--set", "stats.significance.draws=200"}), 0);
  const auto copy = place->write("as-run.yaml", read(*place / "set" / "recipe.yaml"));
  const auto plan = place->plan(copy, "set");
  ASSERT_CODE(plan, 0);
  EXPECT_SAYS(plan.out, " 0 to do");
  EXPECT_SAYS(read(*place / "set" / "recipe.lock.yaml"), "--set stats.significance.draws=200");
}

TEST_F(ArraysRun, JsonHoldsTheScores) {
  const auto again = place->run(recipe, "out", {"--json"});
  ASSERT_CODE(again, 0);
  const auto json = nlohmann::json::parse(again.out);
  const auto rows = read_tsv(*place / "out" / "scores.tsv");
  ASSERT_EQ(json.at("scores").size(), rows.size());
  EXPECT_EQ(json["scores"][0].at("model"), rows[0].at("model"));
}

// Two blocks have two orders, so that no p can be small.
TEST_F(ArraysRun, TooFewBlocksAreNoFindingOfTheModel) {
  const auto few = place->run(recipe, "few", {"--set", "stats.significance.block_tr=60"});
  ASSERT_CODE(few, 0);
  EXPECT_FALSE(contains(few.out, "not above chance")) << few.out;
  EXPECT_SAYS(few.out, ", significance out of reach");
  EXPECT_SAYS(few.out, "2 orders of the test rows");
}

TEST(Arrays, MinimalRecipeIsComplete) {
  const Place place;
  ArraysLab().write(place);
  const auto recipe =
      place.write("minimal.yaml",
                  "schema: encore.recipe/1\n"
                  "name: minimal\n"
                  "data:\n  source: {kind: arrays, path: lab.h5}\n"
                  "features:\n  music: {use: encore.array, with: {dataset: music}}\n"
                  "encode: {models: {music: [music]}}\n");
  const auto done = place.run(recipe, "out");
  ASSERT_CODE(done, 0);
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  EXPECT_GT(score(scores, "music", "A1", "pearson_r_mean"), 0.5);
  EXPECT_GT(score(scores, "n/a", "A1", "r_max_mean"), 0.5);
}

}  // namespace
}  // namespace encore::test
