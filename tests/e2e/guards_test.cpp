// What a reviewer would ask about is told at its line: the table of docs/guards.md.
#include <cmath>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

struct GuardedPlace : Place {
  GuardedPlace() {
    ArraysLab().write(*this);
    recipe = write("recipe.yaml", replaced(kSmallRecipe, "  controls: none\n", ""));
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

// What `encore plan` says of a recipe with one value changed.
Ended planned(const std::filesystem::path& recipe, const Place& place, const std::string& set) {
  return run_encore({"plan", recipe.string(), "--set", set}, place.settings());
}

TEST(Guards, ComparisonsCarryControls) {
  const GuardedPlace place;
  const auto bare = planned(place.recipe, place, "seed=1");
  ASSERT_CODE(bare, 0);
  EXPECT_SAYS(bare.out, "encode/sub-001/control-noise");
  EXPECT_FALSE(contains(bare.out, "control-mean")) << "an arrays file has no clips to average";
  for (const char* set :
       {"encode.controls=none", "encode.controls=[text]", "encode.controls={without: [noise]}",
        "encode.models={music: [music]}", "stats.compare=none"}) {
    const auto ended = planned(place.recipe, place, set);
    ASSERT_CODE(ended, 0);
    EXPECT_FALSE(contains(ended.out, "control-")) << set;
    EXPECT_FALSE(contains(ended.err, "without a control")) << set;
  }
  const auto with_noise = place.write("noise.yaml", kArraysRecipe);
  EXPECT_FALSE(contains(planned(with_noise, place, "seed=1").out, "control-"));
  const auto taken =
      planned(place.recipe, place, "encode.models={music: [music], control-noise: [text]}");
  ASSERT_CODE(taken, 0);
  EXPECT_SAYS(taken.err, "models are compared without a control of noise\n");
}

// The lab has noise and labels, and no recordings.
TEST(Guards, ControlsThatTheDataDoNotAllow) {
  const BidsPlace place;
  const auto bare = planned(place.recipe, place.place, "encode.controls=auto");
  ASSERT_CODE(bare, 0);
  EXPECT_SAYS(bare.out, "encode/sub-01/control-mean");
  EXPECT_FALSE(contains(bare.out, "control-noise"));
  EXPECT_SAYS(bare.err, "models are compared without a control of acoustics\n");
  EXPECT_SAYS(bare.err, "add encore.mel; or name models of yours");
  EXPECT_SAYS(bare.err, "{without: [acoustics]}");
  const auto without =
      planned(place.recipe, place.place, "encode.controls={without: [acoustics, mean]}");
  EXPECT_FALSE(contains(without.err, "without a control")) << without.err;
  EXPECT_FALSE(contains(without.out, "control-"));
}

TEST(Guards, LabelsAreNoControlWithoutGenres) {
  const BidsPlace place;
  int run = 0;
  for (const auto& stem : place.lab.stems()) {
    std::string events = "onset\tduration\tstim_file";
    for (int i = 0; i < 5; ++i) events += fmt::format("\n{}\t4\ttune-{}.wav", 8 * i, 10 * run + i);
    place.lab.folder.write(stem + "_events.tsv", events);
    ++run;
  }
  const auto ended = [&](const Words& more) {
    Words words = {"--set", "features={noise: {use: encore.noise}, more: {use: encore.noise}}",
                   "--set", "encode.models={noise: [noise], more: [more]}",
                   "--set", "encode.controls={without: [acoustics]}"};
    words.insert(words.end(), more.begin(), more.end());
    return place.run(words);
  };
  const auto all = ended({});
  ASSERT_CODE(all, 0);
  EXPECT_SAYS(all.err, "models are compared without control-labels: clip tune-20 has no genre");
  EXPECT_FALSE(contains(all.out, "control-labels"));
  EXPECT_SAYS(all.out, "control-mean");
  EXPECT_SAYS(all.out, "control-...: added to every comparison");
  const auto one = ended({"--only", "model=more"});
  ASSERT_CODE(one, 0);
  EXPECT_FALSE(contains(one.err, "control-labels")) << one.err;
}

TEST(Guards, ControlsAreAddedWhereTheRecipeSaysSo) {
  const GuardedPlace arrays;
  const auto noise = planned(arrays.recipe, arrays, "encode.controls=add");
  ASSERT_CODE(noise, 0);
  EXPECT_SAYS(noise.out, "encode/sub-001/control-noise");
  EXPECT_FALSE(contains(noise.out, "control-mean")) << "an arrays file has no clips to average";
  EXPECT_FALSE(contains(noise.err, "without a control")) << noise.err;
  const BidsPlace place;  // has noise and labels
  const auto mean = planned(place.recipe, place.place, "encode.controls={add: [mean, noise]}");
  ASSERT_CODE(mean, 0);
  EXPECT_SAYS(mean.out, "encode/sub-01/control-mean");
  EXPECT_FALSE(contains(mean.out, "control-noise")) << "the model noise is one";
  EXPECT_FALSE(contains(mean.out, "control-acoustics"));
  EXPECT_FALSE(contains(mean.err, "without a control")) << mean.err;
  const auto unknown = planned(place.recipe, place.place, "encode.controls={add: [silence]}");
  EXPECT_CODE(unknown, 2);
  EXPECT_SAYS(unknown.err, "there is no kind of control 'silence'");
}

TEST(Guards, ControlsThatDoNotExist) {
  const GuardedPlace place;
  const auto kind = place.check({"encode.controls={without: [silence]}"});
  EXPECT_CODE(kind, 2);
  EXPECT_SAYS(kind.err, "there is no kind of control 'silence'");
  const auto model = place.check({"encode.controls=[mean]"});
  EXPECT_CODE(model, 2);
  EXPECT_SAYS(model.err, "encode.controls names an unknown model 'mean'");
  EXPECT_FALSE(contains(model.err, "without a control")) << model.err;
}

// A constant has no r: it is shown as n/a, compared with none, and takes nothing from the others.
TEST(Guards, TheMeanIsAControlWithoutAnR) {
  const GuardedPlace place;
  const Words more = {"--set", "features.mean={use: encore.mean}",
                      "--set", "encode.models={music: [music], text: [text], mean: [mean]}",
                      "--set", "encode.controls=none"};
  const auto with = place.run(place.recipe, "with", more);
  ASSERT_CODE(with, 0);
  ASSERT_CODE(place.run(place.recipe, "bare"), 0);
  EXPECT_FALSE(contains(with.err, "does not vary")) << with.err;
  const auto scores = read_tsv(place / "with" / "scores.tsv");
  EXPECT_TRUE(std::isnan(score(scores, "mean", "A1", "pearson_r_mean")));
  EXPECT_LE(score(scores, "mean", "whole-brain", "r2_mean"), 0);
  EXPECT_SAYS(with.out, "n/a");
  const auto without = read_tsv(place / "bare" / "scores.tsv");
  const Row pair = {{"model", "music - text"}, {"roi", "A1"}, {"metric", "difference"}};
  EXPECT_EQ(row_of(scores, pair).at("value"), row_of(without, pair).at("value"));
  for (const auto& row : scores)
    if (row.at("stage") == "compare") {
      EXPECT_EQ(row.at("model"), "music - text");
    }
}

// Delays leave the first rows of a run without a clip, which a constant must not show.
TEST(Guards, TheMeanDoesNotKnowWhereARunBegins) {
  const BidsPlace place;
  const auto ended = place.run({"--set", "features.mean={use: encore.mean}", "--set",
                                "encode.models={genre: [genre], mean: [mean]}"});
  ASSERT_CODE(ended, 0);
  EXPECT_FALSE(contains(ended.err, "mean 100 %") || contains(ended.err, "mean has 1 dim"))
      << ended.err;
  const Row mean = {{"model", "mean"}, {"roi", "whole-brain"}, {"metric", "pearson_r_mean"}};
  EXPECT_EQ(row_of(read_tsv(place.place / "out" / "scores.tsv"), mean).at("value"), "n/a");
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
