// Leakage is told before any fit, by line of the recipe, and listed in the run's folder.
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

struct LeakyPlace : Place {
  LeakyPlace() {
    ArraysLab().write(*this);
    const std::string source = "  source: {kind: arrays, path: lab.h5}\n";
    recipe = write("recipe.yaml",
                   replaced(kSmallRecipe, source, source + "  split: {tracks: tracks.tsv}\n"));
    // Test clips are 0 .. 11, training clips 1000 .. 1005, 2000 .. 2005 and so on.
    write("tracks.tsv",
          "clip\tartist\ttrack\tfaulty\n0\tBach\tair\t\n1\tBach\tfugue\t\n2\tHolst\tmars\tyes\n"
          "1000\tBach\tair\tno\n2003\tVerdi\taida\tyes\n");
  }
  Ended check(const Words& more = {}) const {
    Words words = {"check", recipe.string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_encore(words, settings());
  }
  std::filesystem::path recipe;
};

TEST(Leakage, IsToldByCheckAndListedByRun) {
  const LeakyPlace place;
  const auto checked = place.check();
  EXPECT_CODE(checked, 0);
  EXPECT_SAYS(checked.err, "recipe.yaml:6: 1 of 3 test clips whose track is known");
  EXPECT_SAYS(checked.err, "2 of 3 test clips whose artist is known share it with a training clip");
  EXPECT_SAYS(checked.err,
              "2 clips that the table of tracks calls faulty: 1 in training, 1 in test");
  EXPECT_SAYS(checked.err, "31 of 36 clips are not in the table of tracks");
  const auto done = place.run(place.recipe, "out");
  ASSERT_CODE(done, 0);
  const auto rows = read_tsv(place / "out" / "leakage.tsv");
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].at("kind"), "same-track");
  EXPECT_EQ(rows[0].at("clip"), "0");
  EXPECT_EQ(rows[0].at("with"), "1000");
  EXPECT_EQ(rows[4].at("what"), "yes");
  EXPECT_SAYS(read(place / "out" / "log.txt"), "whose artist is known");
}

TEST(Leakage, IsAnErrorWhereTheRecipeIsStrict) {
  const LeakyPlace place;
  const auto strict = place.run(place.recipe, "out", {"--set", "data.split.leakage=error"});
  EXPECT_CODE(strict, 2);
  EXPECT_SAYS(strict.err, "whose track is known");
  EXPECT_SAYS(strict.err, "whose artist is known");
  EXPECT_SAYS(strict.err, "let data.split.leakage warn of it");
  EXPECT_FALSE(std::filesystem::exists(place / "out" / "scores.tsv"));
  const auto some = place.check({"--set", "data.split.leakage={track: ignore, faulty: ignore}"});
  EXPECT_CODE(some, 0);
  EXPECT_FALSE(contains(some.err, "whose track is known"));
}

TEST(Leakage, OfAWrongTableIsAnErrorAtItsLine) {
  const LeakyPlace place;
  place.write("tracks.tsv", "clip\tartist\nwhat\tBach\n");
  const auto wrong = place.check();
  EXPECT_CODE(wrong, 2);
  EXPECT_SAYS(wrong.err, "recipe.yaml:6:");
  EXPECT_SAYS(wrong.err, "names none of the 36 clips");
  const auto missing = place.check({"--set", "data.split.tracks=nowhere.tsv"});
  EXPECT_CODE(missing, 2);
  EXPECT_SAYS(missing.err, "the table of tracks");
}

}  // namespace
}  // namespace encore::test
