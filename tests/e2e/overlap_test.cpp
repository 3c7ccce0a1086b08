// Overlap of significant voxels, on planted truth and as maps.
#include <nlohmann/json.hpp>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

// A1 follows music and so the joint model; STG follows text.
TEST(Overlap, FindsThePlantedOne) {
  const Place place;
  ArraysLab().write(place);
  const auto recipe = place.write("recipe.yaml", kArraysRecipe);
  const auto done = place.run(recipe, "out",
                              {"--set",
                               "stats.overlap={pairs: [[music, joint], "
                               "[music, text]]}"});
  ASSERT_CODE(done, 0);
  const auto rows = read_tsv(place / "out" / "scores.tsv");
  const auto of = [&](const char* pair, const char* metric) {
    return row_of(
        rows, {{"stage", "overlap"}, {"model", pair}, {"roi", "whole-brain"}, {"metric", metric}});
  };
  const base::VectorD music = values(place / "out", "/encode/sub-001/music/q");
  const base::VectorD joint = values(place / "out", "/encode/sub-001/joint/q");
  const auto both = (music.array() <= 0.05 && joint.array() <= 0.05).count();
  const auto whole = of("music & joint", "voxels_both");
  EXPECT_EQ(std::stol(whole.at("value")), both);
  EXPECT_GE(both, 20);
  EXPECT_EQ(whole.at("n"), "60");
  // 20 of 60 voxels and 40 of 60, patches of 20 that stand together.
  EXPECT_LT(std::stod(of("music & joint", "both_by_chance").at("p")), 1e-4);
  EXPECT_LT(std::stod(of("music & joint", "a_in_b").at("value")), 1.01);
  EXPECT_GT(std::stod(of("music & joint", "a_in_b").at("value")), 0.9);
  const auto apart = of("music & text", "both_when_shifted");
  EXPECT_GT(std::stod(apart.at("p")), 0.5);
  EXPECT_GE(std::stod(apart.at("q")), std::stod(apart.at("p")) - 1e-9);
  EXPECT_LT(std::stod(of("music & text", "dice").at("value")), 0.15);
  EXPECT_SAYS(done.out, "Significant voxels of music and joint");
  const base::VectorD map = values(place / "out", "/overlap/sub-001/music-and-joint");
  for (base::Index v = 0; v < map.size(); ++v)
    EXPECT_EQ(map(v), (music(v) <= 0.05 ? 1 : 0) + (joint(v) <= 0.05 ? 2 : 0));
}

TEST(Overlap, ComputesNothingAgainAndIsAnErrorWithoutATest) {
  const Place place;
  ArraysLab().write(place);
  const auto recipe = place.write("recipe.yaml", kSmallRecipe);
  ASSERT_CODE(place.run(recipe, "one"), 0);
  const auto again = place.run(recipe, "two", {"--set", "stats.overlap={pairs: all}"});
  ASSERT_CODE(again, 0);
  EXPECT_TRUE(tasks_that_are(place / "two", "done").empty());
  EXPECT_SAYS(again.out, "music and text");
  const auto untested = place.run(
      recipe, "three", {"--set", "stats.overlap={pairs: all}", "--set", "stats.significance=none"});
  EXPECT_CODE(untested, 2);
  EXPECT_SAYS(untested.err, "stats.overlap needs voxels that are significant");
}

TEST(Overlap, IsAMapOnTheSubjectsGrid) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "out", {"--set", "stats.overlap={pairs: [[mel, genre]]}"}),
              0);
  const auto stem =
      place / "out" / "maps" / "sub-001" / "sub-001_desc-melandgenre_stat-overlap_statmap";
  EXPECT_TRUE(fs::exists(stem.string() + ".nii.gz"));
  const auto about = nlohmann::json::parse(read(stem.string() + ".json"));
  EXPECT_EQ(about["Levels"]["1"], "mel only");
  EXPECT_EQ(about["Levels"]["3"], "both");
  EXPECT_EQ(about["Level"], 0.05);
}

}  // namespace
}  // namespace encore::test
