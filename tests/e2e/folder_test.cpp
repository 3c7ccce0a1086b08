// The folder of a run holds one run, whatever was in it before; what is printed arrives or fails.
#include <fstream>
#include <set>

#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

class RunFolder : public testing::Test {
 protected:
  fs::path out() const { return lab.place / "out"; }
  fs::path map(const std::string& model) const {
    return out() / ("maps/sub-01/sub-01_desc-" + model + "_stat-pearsonr_statmap.nii.gz");
  }
  std::set<std::string> models_in_scores() const {
    std::set<std::string> models;
    for (const auto& row : read_tsv(out() / "scores.tsv")) models.insert(row.at("model"));
    return models;
  }
  BidsPlace lab;
};

TEST_F(RunFolder, HoldsNothingOfAnEarlierRun) {
  ASSERT_CODE(lab.run({"--set", "encode.keep=[genre, noise]"}), 0);
  ASSERT_TRUE(fs::exists(map("noise")));
  ASSERT_TRUE(fs::exists(out() / "models/sub-01/noise/model.json"));
  std::ofstream(out() / "ranking.tsv") << "of the earlier run";  // no voxel has a rank here
  std::ofstream(out() / "notes.md") << "my own";
  std::ofstream(out() / "maps/sub-01/picture.png") << "my own";

  const auto only = lab.run({"--only", "model=genre"});
  ASSERT_CODE(only, 0);
  EXPECT_SAYS(only.err, "of an earlier run removed");
  EXPECT_FALSE(contains(only.out, "models ")) << only.out;
  EXPECT_TRUE(fs::exists(map("genre")));
  EXPECT_FALSE(fs::exists(map("noise")));
  EXPECT_FALSE(fs::exists(out() / "models"));
  EXPECT_FALSE(fs::exists(out() / "ranking.tsv")) << "one model has no rank";
  EXPECT_FALSE(models_in_scores().contains("noise"));
  EXPECT_TRUE(fs::exists(out() / "notes.md"));
  EXPECT_TRUE(fs::exists(out() / "maps/sub-01/picture.png"));
  EXPECT_SAYS(read(out() / "recipe.lock.yaml"), "--only model=genre");

  const auto all = lab.run();
  ASSERT_CODE(all, 0);
  EXPECT_FALSE(contains(all.err, "earlier run")) << all.err;
  EXPECT_TRUE(fs::exists(map("noise")));
  EXPECT_EQ(tasks_that_are(out(), "cached").size(), states(out()).size());
}

// A table of the same name may be anyone's.
TEST_F(RunFolder, IsNotMadeOfFilesThatNoRunWrote) {
  fs::create_directories(out());
  std::ofstream(out() / "scores.tsv") << "my own";
  const auto refused = lab.run();
  EXPECT_CODE(refused, 2);
  EXPECT_SAYS(refused.err, "has a file scores.tsv that is of no run of Encore");
  EXPECT_SAYS(refused.err, "--out");
  EXPECT_EQ(read(out() / "scores.tsv"), "my own");
  fs::rename(out() / "scores.tsv", out() / "group.tsv");
  EXPECT_SAYS(lab.run().err, "has a file group.tsv that is of no run of Encore");
  fs::rename(out() / "group.tsv", out() / "mine.tsv");
  ASSERT_CODE(lab.run(), 0);
  EXPECT_EQ(read(out() / "mine.tsv"), "my own");
}

TEST_F(RunFolder, LogHoldsWhatWasDoubtfulInTheRecipe) {
  const auto done = lab.run({"--set", "encode.controls=auto"});
  ASSERT_CODE(done, 0);
  EXPECT_SAYS(done.err, "without a control of");
  EXPECT_SAYS(read(out() / "log.txt"), "without a control of");
}

TEST_F(RunFolder, AnEmptyPartIsAMistake) {
  const auto done = lab.run({"--only", "model="});
  EXPECT_CODE(done, 2);
  EXPECT_SAYS(done.err, "--only model=: no model is named");
}

TEST_F(RunFolder, OfARunThatFailedHoldsNoOldMaps) {
  ASSERT_CODE(lab.run(), 0);
  const auto scan = lab.scan("train", 2);
  const auto whole = read(scan);
  std::ofstream(scan, std::ios::binary) << whole.substr(0, whole.size() / 2);
  const auto failed = lab.run();
  EXPECT_CODE(failed, 1);
  EXPECT_FALSE(fs::exists(out() / "maps"));
  EXPECT_FALSE(contains(failed.out, "maps ")) << failed.out;
  EXPECT_FALSE(contains(failed.out, "best of its row")) << failed.out;
  EXPECT_TRUE(read_tsv(out() / "scores.tsv").empty());
}

TEST_F(RunFolder, LosesWhatWasHalfWritten) {
  ASSERT_CODE(lab.run(), 0);
  const Words left = {"results.h5.tmp-4711-0", "maps/sub-01/x_statmap.nii.gz.tmp-4711-3",
                      ".encore/keys.json.tmp-4711-9"};
  for (const auto& name : left) std::ofstream(out() / name) << "half";
  std::ofstream(out() / "results.tmp-old") << "my own";
  ASSERT_CODE(lab.run(), 0);
  for (const auto& name : left) EXPECT_FALSE(fs::exists(out() / name)) << name;
  EXPECT_TRUE(fs::exists(out() / "results.tmp-old"));
}

TEST_F(RunFolder, IsNotThatOfTheModelsItApplies) {
  ASSERT_CODE(lab.run({"--set", "encode.keep=[genre]"}), 0);
  const auto ended =
      lab.run({"--set", "encode.fitted={run: " + out().string() + ", models: [genre]}"});
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "encode.fitted");
  EXPECT_SAYS(ended.err, "--out");
  EXPECT_TRUE(fs::exists(out() / "models/sub-01/genre/model.json"));
}

// Names of regions decide no number of a prepared run.
TEST_F(RunFolder, EditedLabelsPrepareNothingAgain) {
  const auto folder = lab.lab.folder.path().string();
  io::write_nifti_map(lab.lab.folder / "atlas.nii.gz", small_grid(),
                      base::VectorF::Ones(small_grid().voxels()));
  lab.lab.folder.write("atlas.tsv", "index\tname\n1\tA1\n");
  const Words atlas = {
      "--set", "data.atlas={image: " + folder + "/atlas.nii.gz, labels: " + folder + "/atlas.tsv}"};
  ASSERT_CODE(lab.run(atlas), 0);
  lab.lab.folder.write("atlas.tsv", "index\tname\n1\tAuditory\n");
  ASSERT_CODE(lab.run(atlas), 0);
  EXPECT_EQ(tasks_that_are(out(), "done"), (Words{"compare/sub-01", "mask/sub-01"}));
  EXPECT_NO_THROW(
      score(read_tsv(out() / "scores.tsv"), "genre", "Auditory", "pearson_r_mean", "sub-01"));
  // Where the atlas makes the mask, its names choose voxels.
  const Words roi = {atlas[0], atlas[1], "--set", "data.mask={roi: [Auditory]}"};
  ASSERT_CODE(lab.run(roi), 0);
  lab.lab.folder.write("atlas.tsv", "index\tname\n1\tAuditory\n2\tother\n");
  EXPECT_SAYS(lab.place.plan(lab.recipe, "out", roi).out, "follows mask/sub-01");
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  const BidsPlace lab;
  Settings settings = lab.place.settings();
  settings.output = "/dev/full";
  const std::string recipe = lab.recipe.string();
  for (const Words& words : {Words{"show", recipe}, Words{"check", recipe}, Words{"plan", recipe},
                             Words{"plugins", "describe", "encore.mel"}, Words{"--help"}}) {
    const auto ended = run_encore(words, settings);
    EXPECT_CODE(ended, 1) << words[0];
    EXPECT_SAYS(ended.err, "cannot write the output: No space left on device");
    EXPECT_FALSE(contains(ended.err, "defect")) << ended.err;
  }
}

}  // namespace
}  // namespace encore::test
