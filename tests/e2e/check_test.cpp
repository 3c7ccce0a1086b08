// Whatever `check` passes, `run` can work off: mistakes that only data and recipe together show.
#include <algorithm>

#include "core/io/nifti.hpp"
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

// check, plan and run must all end with 2 and say the same, and nothing may be computed.
void expect_refused(const Place& place, const std::filesystem::path& recipe, const Words& parts,
                    const Words& more = {}) {
  for (const char* command : {"check", "plan", "run"}) {
    const auto ended = run_encore(place.words(command, recipe, "out", more), place.settings());
    EXPECT_CODE(ended, 2) << command;
    for (const auto& part : parts) EXPECT_SAYS(ended.err, part);
    EXPECT_FALSE(contains(ended.err, "defect")) << ended.err;
  }
  EXPECT_FALSE(std::filesystem::exists(place / "out" / "scores.tsv"));
}

// "recipe.yaml:7:", where `part` stands in the recipe.
std::string place_of(const std::filesystem::path& recipe, const std::string& part) {
  const std::string text = read(recipe);
  const auto at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  const auto lines = std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
  return "recipe.yaml:" + std::to_string(lines + 1) + ":";
}

class CheckArrays : public testing::Test {
 protected:
  void SetUp() override {
    lab.write(place);
    recipe = place.write("recipe.yaml", kSmallRecipe);
  }
  void replace_music(const base::MatrixF& values) {
    io::H5File file(place / "lab.h5", io::H5File::Mode::append);
    file.remove("/features/music");
    file.write("/features/music", values);
    file.close();
  }
  void refuses(const Words& parts, const Words& more = {}) {
    expect_refused(place, recipe, parts, more);
  }
  ArraysLab lab;
  Place place;
  std::filesystem::path recipe;
};

TEST_F(CheckArrays, PassesWhatIsRight) {
  const auto ended = run_encore(place.words("check", recipe, "out", {}), place.settings());
  EXPECT_CODE(ended, 0);
  EXPECT_SAYS(ended.out, "no mistake found (1 subject, 2 models)");
}

TEST_F(CheckArrays, FeatureThatIsNotInTheFile) {
  recipe = place.write("recipe.yaml", replaced(kSmallRecipe, "dataset: music", "dataset: musik"));
  refuses({place_of(recipe, "music: {use"), "features/music", "/features/musik", "music and text"});
}

TEST_F(CheckArrays, OnlyFeaturesThatAreAskedForCount) {
  const auto ended = run_encore(
      place.words("check", recipe, "out",
                  {"--set", "features.music.with.dataset=musik", "--only", "model=text"}),
      place.settings());
  EXPECT_CODE(ended, 0);
}

TEST_F(CheckArrays, FeatureShorterThanTheSamples) {
  replace_music(base::MatrixF::Random(479, 3));
  refuses({place_of(recipe, "music: {use"), "features/music", "479 rows", "480 samples"});
}

TEST_F(CheckArrays, FeatureWithNan) {
  base::MatrixF values = base::MatrixF::Random(480, 3);
  values(17, 2) = std::nanf("");
  replace_music(values);
  refuses({place_of(recipe, "music: {use"), "/features/music", "NaN in row 17, column 2"});
}

TEST_F(CheckArrays, MoreFoldsThanRuns) {
  const std::string text = std::string(kSmallRecipe);
  const auto at = text.find("stats:");
  recipe = place.write("recipe.yaml", text.substr(0, at) + "  cv: {kind: group-kfold, folds: 5}\n" +
                                          text.substr(at));
  refuses({place_of(recipe, "cv:"), "more folds (5) than training runs (4)"});
  EXPECT_CODE(place.run(recipe, "out", {"--set", "encode.cv.folds=4"}), 0);
}

TEST_F(CheckArrays, OneTrainingRunHasNothingToLeaveOut) {
  lab.training_runs = 1;
  lab.write(place);
  refuses({place_of(recipe, "models:"), "at least two training runs"});
}

TEST_F(CheckArrays, BlocksLargerThanTheTestRows) {
  refuses({"120 test rows in blocks of 500", "block_tr"},
          {"--set", "stats.significance.block_tr=500"});
  recipe = place.write("recipe.yaml", replaced(kSmallRecipe, "block_tr: 5", "block_tr: 500"));
  refuses({place_of(recipe, "significance:"), "120 test rows in blocks of 500"});
}

TEST_F(CheckArrays, DelaysLongerThanTheRuns) {
  refuses({"--set align.delays_tr", "a delay of 1000 TR", "every training run of sub-001",
           "60 volumes", "every test run of sub-001", "120 volumes"},
          {"--set", "align.delays_tr=[1, 1000]"});
}

TEST_F(CheckArrays, AllMistakesAtOnce) {
  refuses({"musik", "more folds (7)", "block_tr"},
          {"--set", "features.music.with.dataset=musik", "--set",
           "encode.cv={kind: group-kfold, folds: 7}", "--set", "stats.significance.block_tr=500"});
}

// A run goes on with the other voxels, and with the other features.
TEST_F(CheckArrays, ConstantFeatureIsNamed) {
  replace_music(base::MatrixF::Constant(480, 3, 4.0F));
  for (const char* again : {"", "cached"}) {
    const auto ended = place.run(recipe, "out");
    EXPECT_CODE(ended, 0) << again;
    EXPECT_SAYS(ended.err, "model music: music does not vary over the training rows");
    EXPECT_FALSE(contains(ended.err, "model text:")) << ended.err;
  }
}

class CheckBids : public testing::Test {
 protected:
  void refuses(const Words& parts, const Words& more = {}) {
    expect_refused(lab.place, lab.recipe, parts, more);
  }
  // Features of a file, one row for each of these clips.
  void write_features(const std::vector<std::string>& clips) {
    std::string table = "clip\tx\ty\n";
    for (const auto& clip : clips) table += clip + "\t0.5\t" + std::to_string(clip.size()) + "\n";
    lab.place.write("own.tsv", table);
    lab.recipe = lab.place.write(
        "recipe.yaml", replaced(kBidsRecipe, "noise: {use: encore.noise, with: {dims: 3}}",
                                "noise: {use: encore.array, with: {file: own.tsv}}"));
  }
  BidsPlace lab;
};

TEST_F(CheckBids, EmptyMask) {
  const auto mask = lab.lab.folder / "none.nii.gz";
  io::write_nifti_map(mask, small_grid(), base::VectorF::Zero(small_grid().voxels()));
  refuses({"--set data.mask", "none.nii.gz", "has no voxel"},
          {"--set", "data.mask=" + mask.string()});
}

TEST_F(CheckBids, RegionWithoutAVoxel) {
  io::write_nifti_map(lab.lab.folder / "atlas.nii.gz", small_grid(),
                      base::VectorF::Ones(small_grid().voxels()));
  lab.lab.folder.write("atlas.tsv", "index\tname\n1\tA1\n2\tSTG\n");
  const auto folder = lab.lab.folder.path().string();
  const std::string atlas =
      "data.atlas={image: " + folder + "/atlas.nii.gz, labels: " + folder + "/atlas.tsv}";
  refuses({"--set data.mask", "sub-01", "has no voxel"},
          {"--set", atlas, "--set", "data.mask={roi: [STG]}"});
  EXPECT_CODE(lab.run({"--set", atlas, "--set", "data.mask={roi: [A1]}"}), 0);
}

TEST_F(CheckBids, ArrayFeatureWithoutAClip) {
  std::vector<std::string> clips;
  for (int track = 10; track < 30; ++track) clips.push_back("rock.000" + std::to_string(track));
  for (int track = 0; track < 4; ++track) clips.push_back("pop.0000" + std::to_string(track));
  write_features(clips);
  refuses({place_of(lab.recipe, "noise: {use"), "clip pop.00004", "own.tsv",
           "has nothing for clip 'pop.00004'"});
  clips.emplace_back("pop.00004");
  write_features(clips);
  EXPECT_CODE(lab.run(), 0);
}

TEST_F(CheckBids, RepetitionTimeOfZero) {
  lab.lab.folder.write(lab.lab.stem("train", 2) + "_bold.json", R"({"RepetitionTime": 0})");
  refuses({"task-train_run-02_bold.json", "RepetitionTime is 0", "above 0"});
  lab.lab.folder.write(lab.lab.stem("train", 2) + "_bold.json", R"({"RepetitionTime": "2"})");
  refuses({"task-train_run-02_bold.json", "RepetitionTime is \"2\""});
  lab.lab.folder.write(lab.lab.stem("train", 2) + "_bold.json", R"({"EchoTime": 0.03})");
  EXPECT_CODE(lab.run(), 0) << "the sidecar of the task has it";
}

// 20 volumes of 2 s.
TEST_F(CheckBids, RunningMedianLongerThanTheRun) {
  lab.recipe = lab.place.write("recipe.yaml", replaced(kBidsRecipe, "{kind: polynomial, order: 1}",
                                                       "{kind: running-median, window_s: 42}"));
  refuses(
      {place_of(lab.recipe, "detrend:"), "42 s takes 21 volumes", "task-train_run-01 keeps 20"});
  EXPECT_CODE(lab.run({"--set", "data.prepare.detrend.window_s=38"}), 0);
}

TEST_F(CheckBids, DelaysLongerThanTheRuns) {
  refuses({"a delay of 20 TR", "20 volumes"}, {"--set", "align.delays_tr=[20]"});
  EXPECT_CODE(lab.run({"--set", "align.delays_tr=[19]"}), 0);
}

}  // namespace
}  // namespace encore::test
