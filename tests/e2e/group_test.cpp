// Several subjects: group.tsv, and the noise ceiling from halves beside their scores.
#include <cmath>
#include <memory>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

class Group : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    ArraysLab lab;
    lab.subjects = 4;
    lab.write(*place);
    recipe = place->write("recipe.yaml", kSmallRecipe);
  }
  static void TearDownTestSuite() { place.reset(); }
  static Ended run(const char* out, const Words& more = {}) {
    return place->run(recipe, out, more);
  }
  static base::VectorD values(const char* out, const std::string& path) {
    return test::values(*place / out, path).col(0);
  }

  static std::unique_ptr<Place> place;
  static std::filesystem::path recipe;
};
std::unique_ptr<Place> Group::place;
std::filesystem::path Group::recipe;

TEST_F(Group, NamesThePlantedTruth) {
  const auto done = run("out");
  ASSERT_CODE(done, 0);
  const auto rows = read_tsv(*place / "out" / "group.tsv");
  const auto scores = read_tsv(*place / "out" / "scores.tsv");
  EXPECT_EQ(rows.size(), 12U);  // two models and a pair in three regions and the whole brain
  const auto music = row_of(rows, {{"model", "music"}, {"roi", "A1"}});
  double mean = 0;
  for (const char* s : {"sub-001", "sub-002", "sub-003", "sub-004"})
    mean += score(scores, "music", "A1", "pearson_r_mean", s) / 4;
  EXPECT_NEAR(std::stod(music.at("mean")), mean, 1e-5);
  for (const char* column : {"subjects", "positive", "above", "significant", "best"})
    EXPECT_EQ(music.at(column), "4") << column;
  EXPECT_LE(std::stod(music.at("q_t")), 0.05);
  EXPECT_EQ(std::stod(music.at("p_flip")), 1.0 / 16);
  EXPECT_LE(std::stod(music.at("q_clips")), 0.001);
  EXPECT_LT(std::stod(music.at("pooled_low")), std::stod(music.at("pooled")));
  EXPECT_NEAR(std::stod(music.at("pooled")), mean, 0.05);
  EXPECT_EQ(row_of(rows, {{"model", "text"}, {"roi", "A1"}}).at("best"), "0");
  EXPECT_LE(std::stoi(row_of(rows, {{"model", "music"}, {"roi", "V1"}}).at("significant")), 1);
  EXPECT_GT(std::stod(row_of(rows, {{"model", "music"}, {"roi", "V1"}}).at("q_t")), 0.05);
  const auto pair = row_of(rows, {{"model", "music - text"}, {"roi", "STG"}});
  EXPECT_EQ(pair.at("measure"), "difference");
  EXPECT_EQ(pair.at("below"), "4");
  EXPECT_LE(std::stod(pair.at("q_t")), 0.05);
  EXPECT_LE(std::stod(pair.at("q_clips")), 0.05);
  EXPECT_GT(std::stod(row_of(rows, {{"model", "music"}, {"roi", "V1"}}).at("p_clips")), 0.05);
  EXPECT_SAYS(done.out, "and over clips (orders of clips, the same in all subjects)");
  EXPECT_SAYS(done.out, "Group of 4 subjects");
  EXPECT_SAYS(done.out, "no sign-flip p below 0.062");
}

TEST_F(Group, IsNothingOfOneSubject) {
  ASSERT_CODE(run("shrinking"), 0);
  ASSERT_TRUE(std::filesystem::exists(*place / "shrinking" / "group.tsv"));
  const auto one = run("shrinking", {"--only", "subject=sub-002"});
  ASSERT_CODE(one, 0);
  EXPECT_FALSE(std::filesystem::exists(*place / "shrinking" / "group.tsv"));
  EXPECT_FALSE(contains(one.out, "Group of"));
  const auto none = run("none", {"--set", "stats.group=none"});
  ASSERT_CODE(none, 0);
  EXPECT_FALSE(std::filesystem::exists(*place / "none" / "group.tsv"));
}

TEST_F(Group, IsNotMarkedWhereNothingWasTestedOverClips) {
  const auto bare = run("bare", {"--set", "stats.compare=none"});
  ASSERT_CODE(bare, 0);
  EXPECT_SAYS(bare.out, "no mark: nothing was tested over clips");
  EXPECT_EQ(row_of(read_tsv(*place / "bare" / "group.tsv"), {{"model", "music"}, {"roi", "A1"}})
                .at("q_clips"),
            "n/a");
}

TEST_F(Group, CeilingsOfHalvesStandBesideScores) {
  const auto halves = run("halves", {"--set", "ceiling={method: split-half, floor: 0.2}"});
  ASSERT_CODE(halves, 0);
  ASSERT_CODE(run("variance"), 0);
  const auto a = values("halves", "/ceiling/sub-001/r_max");
  const auto b = values("variance", "/ceiling/sub-001/r_max");
  for (base::Index v = 0; v < 40; ++v) EXPECT_NEAR(a(v), b(v), 0.02);  // two repeats: one split
  const auto variance = values("halves", "/ceiling/sub-001/explainable_variance");
  const auto r = values("halves", "/encode/sub-001/music/pearson_r");
  const auto normalised = values("halves", "/encode/sub-001/music/pearson_r_normalised");
  for (base::Index v = 0; v < r.size(); ++v) {
    EXPECT_EQ(std::isnan(normalised(v)), !(variance(v) >= 0.2)) << v;
    if (!std::isnan(normalised(v))) {
      EXPECT_NEAR(normalised(v), r(v) / a(v), 1e-6);
    }
  }
  const auto scores = read_tsv(*place / "halves" / "scores.tsv");
  const auto below = (variance.array() < 0.2).count();
  EXPECT_EQ(score(scores, "n/a", "whole-brain", "voxels_below_floor"), static_cast<double>(below));
  EXPECT_GT(below, 15);  // V1 hears nothing
  EXPECT_SAYS(halves.out, "Best model beside the noise ceiling (split-half)");
  EXPECT_SAYS(halves.out, "voxels have explainable variance below the floor of 0.2");
}

}  // namespace
}  // namespace encore::test
