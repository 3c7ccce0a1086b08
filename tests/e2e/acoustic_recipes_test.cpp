// Recipes of recipes/brain2music that need nothing but sound, on the tiny laboratory: their tables
// name what was planted there (docs/simulation.md).
#include <cmath>

#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

const fs::path kRecipes = fs::path(ENCORE_SOURCE_DIR) / "recipes/brain2music";

struct AcousticRecipes : testing::Test {
  Place place{{{"ds003720", tiny_lab().string()},
               {"gtzan", (tiny_lab() / "stimuli").string()},
               {"atlas", (tiny_lab() / "atlas").string()}}};
  // Runs of the tiny laboratory are shorter than the running median's window.
  Words more = {"--set", "data.prepare.detrend={kind: polynomial, order: 2}"};
};

TEST_F(AcousticRecipes, BaselinesFindWhatWasPlanted) {
  more.insert(more.end(),
              {"--set", "encode.regression.with.draws=5", "--set", "stats.significance.draws=100"});
  ASSERT_CODE(place.run(kRecipes / "acoustic-baselines.yaml", "out", more), 0);
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  const auto r = [&](const char* model, const char* roi) {
    return score(scores, model, roi, "pearson_r_mean");
  };
  for (const char* other : {"mfcc", "chroma", "tempogram", "genre", "noise"}) {
    EXPECT_GT(r("mel", "A1"), r(other, "A1")) << other;
    if (std::string(other) != "tempogram") {
      EXPECT_GT(r("tempogram", "belt"), r(other, "belt")) << other;
    }
    if (std::string(other) != "genre") {
      EXPECT_GT(r("genre", "STG"), r(other, "STG")) << other;
    }
  }
  EXPECT_GT(r("joint", "belt"), 0.2);
  const double unique = score(scores, "joint/tempogram", "belt", "r2_unique_mean");
  EXPECT_GT(unique, score(scores, "joint/chroma", "belt", "r2_unique_mean"));
  EXPECT_LT(std::abs(r("noise", "whole-brain")), 0.05);
}

TEST_F(AcousticRecipes, Nakai2021Runs) {
  const auto recipe = kRecipes / "nakai2021.yaml";
  const auto checked = run_encore(place.words("check", recipe, "out", more), place.settings());
  EXPECT_CODE(checked, 0);
  // The MTF bank of 2,000 columns takes 20 s alone; the others show that the recipe works.
  more.insert(more.end(),
              {"--only", "model=genre,cochlear,mfcc", "--set", "stats.significance.draws=100"});
  ASSERT_CODE(place.run(recipe, "out", more), 0);
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  EXPECT_GT(score(scores, "genre", "whole-brain", "pearson_r_mean"), 0.05);
}

}  // namespace
}  // namespace encore::test
