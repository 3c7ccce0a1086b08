// Tests of significance and comparisons that a recipe chooses, on planted truth.
#include <cmath>
#include <memory>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

// One run fits the models; the others only test.
class Statistics : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    ArraysLab().write(*place);
    recipe = place->write("recipe.yaml", kSmallRecipe);
  }
  static void TearDownTestSuite() { place.reset(); }

  static Ended run(const char* out, const std::string& set) {
    return place->run(recipe, out, {"--set", set});
  }
  static base::VectorD values(const char* out, const std::string& path) {
    return test::values(*place / out, path).col(0);
  }
  // A1 follows the music, V1 follows nothing.
  static void expect_truth(const char* out, double level = 0.05) {
    const auto q = values(out, "/encode/sub-001/music/q");
    EXPECT_EQ((q.head(20).array() <= level).count(), 20) << out;
    EXPECT_LE((q.tail(20).array() <= level).count(), 2) << out;
  }

  static std::unique_ptr<Place> place;
  static std::filesystem::path recipe;
};
std::unique_ptr<Place> Statistics::place;
std::filesystem::path Statistics::recipe;

TEST_F(Statistics, ClipsWithMaximum) {
  ASSERT_CODE(run("clips",
                  "stats.significance={test: clip-permutation, draws: 200, "
                  "correct: max-statistic}"),
              0);
  expect_truth("clips");
  const auto maxima = values("clips", "/encode/sub-001/music/null_maxima");
  const auto r = values("clips", "/encode/sub-001/music/pearson_r");
  const auto q = values("clips", "/encode/sub-001/music/q");
  ASSERT_EQ(maxima.size(), 200);
  for (base::Index v = 0; v < r.size(); ++v)
    EXPECT_NEAR(q(v), (1.0 + static_cast<double>((maxima.array() >= r(v) - 5e-6).count())) / 201,
                0.0051);
}

TEST_F(Statistics, CorrectionAloneComputesNothing) {
  ASSERT_CODE(run("one", "stats.significance={draws: 200, block_tr: 5}"), 0);
  ASSERT_CODE(run("two", "stats.significance={draws: 200, block_tr: 5, correct: by, q: 0.01}"), 0);
  EXPECT_TRUE(tasks_that_are(*place / "two", "done").empty());
  EXPECT_GT(values("two", "/encode/sub-001/music/q").sum(),
            values("one", "/encode/sub-001/music/q").sum());
}

TEST_F(Statistics, ShiftsAndTheirWarning) {
  const auto done = run("shift", "stats.significance={test: circular-shift, draws: 1000}");
  ASSERT_CODE(done, 0);
  expect_truth("shift");
  EXPECT_SAYS(done.err, "only 120 orders");  // one run of 120 rows, by single rows
  EXPECT_GE(values("shift", "/encode/sub-001/music/p").minCoeff(), 1.0 / 120 - 1e-12);
  EXPECT_SAYS(done.err, "fewer shifts by whole clips than draws");
  const auto clips =
      run("steps", "stats.significance={test: circular-shift, draws: 1000, step_tr: 10}");
  ASSERT_CODE(clips, 0);
  EXPECT_SAYS(clips.err, "only 12 orders");
  const auto far = run("far", "stats.significance={test: circular-shift, min_shift_tr: 10}");
  EXPECT_SAYS(far.err, "shifts near 0 are left out");
}

TEST_F(Statistics, StretchesOfAllClipsAreRefused) {
  for (const char* set : {"stats.compare={block_clips: 12}",
                          "stats.significance={test: clip-permutation, block_clips: 12}"}) {
    const auto done = run("all", set);
    EXPECT_CODE(done, 2);
    EXPECT_SAYS(done.err, "block_clips");
  }
}

// 120 rows: six blocks of 20 would be too few.
TEST_F(Statistics, ShortTestSetsAreWarnedOf) {
  const auto blocks = place->run(recipe, "blocks", {"--set", "stats.significance={draws: 100}"});
  ASSERT_CODE(blocks, 0);
  EXPECT_SAYS(blocks.err, "120 test rows leave blocks of 10 rows");
  EXPECT_SAYS(blocks.err, "the 12 test clips are taken one by one");
  const auto given = place->run(recipe, "given",
                                {"--set", "stats.significance={draws: 100, block_tr: 10}", "--set",
                                 "stats.compare={block_clips: 2}"});
  ASSERT_CODE(given, 0);
  EXPECT_FALSE(contains(given.err, "leave blocks"));
  EXPECT_FALSE(contains(given.err, "one by one"));
  EXPECT_TRUE(values("blocks", "/encode/sub-001/music/p") ==
              values("given", "/encode/sub-001/music/p"));
}

TEST_F(Statistics, BlocksThatPartNeighboursAreWarnedOf) {
  const auto alone = run("alone", "stats.significance={draws: 100, block_tr: 5}");
  EXPECT_FALSE(contains(alone.err, "of the variance")) << "rows are independent";
  const Place other;
  ArraysLab lab;
  lab.smoothing = 8;
  lab.write(other);
  for (const char* out : {"computed", "kept"}) {
    const auto slow = other.run(other.write("recipe.yaml", kSmallRecipe), out);
    ASSERT_CODE(slow, 0);
    EXPECT_SAYS(slow.err, "of the variance that r has by chance");
    EXPECT_SAYS(slow.err, "block_tr: ");
  }
}

TEST_F(Statistics, GaussianWarnsOfNeighbours) {
  const auto done = run("gaussian", "stats.significance={test: gaussian}");
  ASSERT_CODE(done, 0);
  expect_truth("gaussian");
  EXPECT_SAYS(done.err, "takes 120 test rows as independent");
  EXPECT_SAYS(read(*place / "gaussian" / "log.txt"), "block-permutation does not assume it");
}

TEST_F(Statistics, RepeatsApartAreWarnedOf) {
  const auto apart = place->run(recipe, "apart", {"--set", "data.split.average_repeats=false"});
  ASSERT_CODE(apart, 0);
  EXPECT_SAYS(apart.err, "take test: clip-permutation");
  const auto together = place->run(recipe, "together",
                                   {"--set", "data.split.average_repeats=false", "--set",
                                    "stats.significance={test: clip-permutation, draws: 200}"});
  ASSERT_CODE(together, 0);
  EXPECT_FALSE(contains(together.err, "clip-permutation"));
  expect_truth("together");
}

TEST_F(Statistics, VoxelsAreComparedAndRanked) {
  ASSERT_CODE(run("voxels", "stats.compare={by: voxel, test: permutation, draws: 2000}"), 0);
  const std::string pair = "/compare/sub-001/music-vs-text/";
  const auto difference = values("voxels", pair + "difference"), q = values("voxels", pair + "q"),
             low = values("voxels", pair + "low"), high = values("voxels", pair + "high");
  const auto r = [&](const char* m) {
    return values("voxels", "/encode/sub-001/" + std::string(m) + "/pearson_r");
  };
  EXPECT_LT((difference - (r("music") - r("text"))).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_GE((q.head(20).array() <= 0.05 && difference.head(20).array() > 0).count(), 17);
  EXPECT_GE((q.segment(20, 20).array() <= 0.05 && difference.segment(20, 20).array() < 0).count(),
            17);
  EXPECT_LE((q.tail(20).array() <= 0.05).count(), 3);
  EXPECT_TRUE((low.array() <= high.array()).all());
  const auto rows = read_tsv(*place / "voxels" / "ranking.tsv");
  for (const auto& row : rows) {
    const bool tie = row.at("roi") == "V1";
    if (row.at("roi") == "whole-brain") continue;
    const bool best = row.at("model") == (row.at("roi") == "STG" ? "text" : "music");
    EXPECT_EQ(row.at("rank"), tie || best ? "1" : "2") << row.at("roi") << row.at("model");
    EXPECT_EQ(row.at("tied_with") == "n/a", !tie);
  }
  for (const auto& row : read_tsv(*place / "voxels" / "scores.tsv"))
    if (row.at("stage") == "compare" && row.at("metric") == "difference") {
      EXPECT_GE(std::stod(row.at("q")), std::stod(row.at("p")) - 1e-9);
    }
}

TEST_F(Statistics, RowsWithoutClipsCannotBePermutedByClip) {
  const Place other;
  ArraysLab lab;
  lab.repeats = false;
  lab.write(other);
  const auto small = other.write("recipe.yaml", kSmallRecipe);
  const auto done =
      other.run(small, "out", {"--set", "stats.significance={test: clip-permutation}"});
  EXPECT_CODE(done, 2);
  EXPECT_SAYS(done.err, "/samples/clip");
}

}  // namespace
}  // namespace encore::test
