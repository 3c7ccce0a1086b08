// What a reviewer would ask about is told at its line: the table of docs/guards.md.
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

struct GuardedPlace : Place {
  GuardedPlace() {
    ArraysLab().write(*this);
    recipe = write("recipe.yaml", kSmallRecipe);
  }
  Ended check(const Words& sets = {}) const {
    Words words = {"check", recipe.string()};
    for (const auto& s : sets) words.insert(words.end(), {"--set", s});
    return run_encore(words, settings());
  }
  std::filesystem::path recipe;
};

TEST(Guards, TestsThatIgnoreAutocorrelation) {
  const GuardedPlace place;
  const auto gaussian = place.check({"stats.significance={test: gaussian}"});
  EXPECT_CODE(gaussian, 0);
  EXPECT_SAYS(gaussian.err, "warning: test: gaussian takes test rows as independent");
  const auto single = place.check({"stats.significance.block_tr=1"});
  EXPECT_CODE(single, 0);
  EXPECT_SAYS(single.err, "blocks of one row ignore");
  EXPECT_SAYS(single.err, "recipe.yaml:13:");
  EXPECT_FALSE(contains(place.check().err, "blocks of one row"));
}

TEST(Guards, ComparisonsWithoutAControl) {
  const GuardedPlace place;
  const auto bare = place.check();
  EXPECT_CODE(bare, 0);
  EXPECT_SAYS(bare.err, "recipe.yaml:10:");
  EXPECT_SAYS(bare.err, "none of them is a control");
  for (const char* set : {"encode.controls=none", "encode.controls=[text]",
                          "encode.models={music: [music]}", "stats.compare=none"})
    EXPECT_FALSE(contains(place.check({set}).err, "is a control")) << set;
  const auto with_noise = place.write("noise.yaml", kArraysRecipe);
  EXPECT_FALSE(
      contains(run_encore({"check", with_noise.string()}, place.settings()).err, "is a control"));
}

TEST(Guards, FeaturesThatWereStandardisedWithTheTestRows) {
  const GuardedPlace place;
  base::MatrixF x = io::H5File(place / "lab.h5", io::H5File::Mode::read).read_f("/features/text");
  const auto recipe = place.write("file.yaml", kArraysRecipe);
  EXPECT_FALSE(contains(run_encore({"check", recipe.string()}, place.settings()).err,
                        "learnt with the test rows"));
  for (base::Index c = 0; c < x.cols(); ++c) {
    x.col(c).array() -= x.col(c).mean();
    x.col(c) *= std::sqrt(static_cast<float>(x.rows())) / x.col(c).norm();
  }
  write_npy(place / "text.npy", x);
  const auto done = run_encore({"check", recipe.string()}, place.settings());
  EXPECT_CODE(done, 0);
  EXPECT_SAYS(done.err, "file.yaml:8: features/text: columns have mean 0 and deviation 1");
  // Standardised by the training rows alone is right.
  const base::Index train = 240;
  for (base::Index c = 0; c < x.cols(); ++c) {
    x.col(c).array() -= x.col(c).head(train).mean();
    x.col(c) *= std::sqrt(static_cast<float>(train)) / x.col(c).head(train).norm();
  }
  write_npy(place / "text.npy", x);
  EXPECT_FALSE(contains(run_encore({"check", recipe.string()}, place.settings()).err,
                        "learnt with the test rows"));
}

TEST(Guards, SpacesOfVeryDifferentSizeWithoutAChoiceOfPenalty) {
  const Place place;
  ArraysLab().write(place);
  const auto recipe = place.write("recipe.yaml", kArraysRecipe);  // 6 columns and 64
  const auto fixed = place.run(recipe, "fixed", {"--set", "encode.regression.with.alphas=[100]"});
  ASSERT_CODE(fixed, 0);
  EXPECT_SAYS(fixed.err, "recipe.yaml:12: music");
  EXPECT_SAYS(fixed.err, "has 6 dimensions and noise has 64");
  EXPECT_SAYS(fixed.out, "dimensions");
  const auto chosen = place.run(recipe, "chosen");
  ASSERT_CODE(chosen, 0);
  EXPECT_FALSE(contains(chosen.err, "more of size than of content"));
}

TEST(Guards, MasksThatAreMapsOfStatistics) {
  const BidsPlace lab;
  const io::Grid grid = small_grid();
  write_scan(lab.place / "sub-01_desc-mel_stat-q_statmap.nii.gz", grid, 1, 2);
  const auto sets = [&](const char* mask, const char* significance) {
    return run_encore({"check", lab.recipe.string(), "--set", mask, "--set", significance},
                      lab.place.settings());
  };
  const auto doubted = sets("data.mask=sub-01_desc-mel_stat-q_statmap.nii.gz",
                            "stats.significance={draws: 100, block_tr: 2}");
  EXPECT_SAYS(doubted.err, "is a map of statistics");
  const auto untested =
      sets("data.mask=sub-01_desc-mel_stat-q_statmap.nii.gz", "stats.significance=none");
  EXPECT_FALSE(contains(untested.err, "is a map of statistics"));
}

}  // namespace
}  // namespace encore::test
