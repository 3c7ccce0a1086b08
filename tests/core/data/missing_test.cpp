// Runs without an image, without a mask, and subjects without derivatives: never silent, and nobody
// who left something out on purpose is bothered.
#include <algorithm>

#include "core/data/bids.hpp"
#include "tests/core/data/derivatives.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::Derivatives;
using test::SmallBids;

std::string said(const recipe::Data& data) {
  return test::error_of([&] { read_bids(data); });
}

std::size_t runs(const recipe::Data& data) { return read_bids(data).subjects[0].runs.size(); }

struct MissingRun : testing::Test {
  SmallBids bids;
  fs::path image(const std::string& task, int run) const {
    return bids.folder / (bids.stem(task, run) + "_bold.nii.gz");
  }
};

TEST_F(MissingRun, IsNamedWithWhatIsThereAndHowToLeaveItOut) {
  fs::remove(image("train", 1));
  const std::string text = said(bids.data);
  EXPECT_TRUE(contains(text,
                       "sub-01 task-train_run-01 has no image like "
                       "sub-01_task-test_run-01_bold.nii.gz, but "
                       "sub-01_task-train_run-01_events.tsv names it"))
      << text;
  EXPECT_TRUE(contains(text, "there are images of task-test_run-01 and task-train_run-02"));
  EXPECT_TRUE(contains(text, "in data.split, for example {task: train, run: [02]}, or set"));
  bids.data.split.train.entities["run"] = {"2"};
  EXPECT_EQ(runs(bids.data), 2U);
}

TEST_F(MissingRun, OfTheTestSideAsWell) {
  bids.add_run("test", 2, 5);
  fs::remove(image("test", 2));
  EXPECT_ERROR(read_bids(bids.data), "sub-01 task-test_run-02 has no image");
}

TEST_F(MissingRun, MayBeLeftOutWithAWarning) {
  fs::remove(image("train", 1));
  bids.data.split.allow_missing_runs = true;
  const DataSet set = read_bids(bids.data);
  EXPECT_EQ(set.subjects[0].runs.size(), 2U);
  EXPECT_TRUE(
      contains(set.warnings.at(0), "task-train_run-01_events.tsv names it; the run is left"));
}

TEST_F(MissingRun, SidecarsAndOtherFilesOfItNameIt) {
  bids.folder.write(bids.stem("train", 3) + "_bold.json", "{}");
  EXPECT_ERROR(read_bids(bids.data), "task-train_run-03 has no image");
  fs::remove(bids.folder / (bids.stem("train", 3) + "_bold.json"));
  fs::rename(image("train", 2), bids.folder / (bids.stem("train", 2) + "_bold.NII.GZ"));
  EXPECT_ERROR(read_bids(bids.data),
               "of this run there is sub-01_task-train_run-02_bold.NII.GZ; copy the image again");
}

TEST_F(MissingRun, OtherTasksAndGeneralNamesAreNone) {
  bids.folder.write("sub-01/func/sub-01_task-rest_run-01_events.tsv", "onset\tduration\n");
  bids.folder.write("sub-01/func/sub-01_task-train_events.json", "{}");
  bids.folder.write("sub-01/func/sub-01_task-train_bold.json", R"({"RepetitionTime": 2})");
  bids.folder.write("sub-01/func/sub-01_task-train_run-1_events.json", "{}");  // run 01
  EXPECT_EQ(runs(bids.data), 3U);
}

TEST_F(MissingRun, EchoesAndPartsAreOneRun) {
  for (const auto& stem : bids.stems()) {
    fs::rename(bids.folder / (stem + "_bold.nii.gz"), bids.folder / (stem + "_echo-2_bold.nii.gz"));
    for (const char* echo : {"1", "2", "3"})
      bids.folder.write(stem + "_echo-" + echo + "_bold.json", R"({"RepetitionTime": 2})");
    bids.folder.write(stem + "_echo-2_part-phase_bold.json", R"({"RepetitionTime": 2})");
  }
  bids.data.source.entities.entities = {{"echo", {"2"}}};
  EXPECT_EQ(runs(bids.data), 3U);
  fs::rename(bids.folder / (bids.stem("train", 2) + "_echo-2_bold.nii.gz"),
             bids.folder / (bids.stem("train", 2) + "_echo-1_bold.nii.gz"));
  EXPECT_ERROR(read_bids(bids.data), "of this run there is sub-01_task-train_run-02_echo-1_bold");
}

TEST_F(MissingRun, WhatTheEntitiesLeaveOutIsNone) {
  for (const auto& stem : bids.stems())
    fs::rename(bids.folder / (stem + "_bold.nii.gz"), bids.folder / (stem + "_acq-hi_bold.nii.gz"));
  bids.folder.write("sub-01/func/sub-01_task-train_acq-low_run-07_bold.nii.gz", "");
  bids.data.source.entities.entities = {{"acq", {"hi"}}};
  EXPECT_EQ(runs(bids.data), 3U);
}

struct MissingDerivative : testing::Test {
  Derivatives lab;
  fs::path image(const std::string& task, int run) const {
    return lab.prepared / (lab.bids.stem(task, run) + "_space-MNI_desc-preproc_bold.nii.gz");
  }
};

TEST_F(MissingDerivative, ImagesOfOtherSpacesDoNotStandForIt) {
  lab.add(lab.bids.stem("train", 2), "space-T1w");  // beside MNI: nobody misses T1w of the others
  lab.bids.data.source.space = "MNI";
  EXPECT_EQ(runs(lab.bids.data), 3U);
  fs::remove(image("train", 2));
  const std::string text = said(lab.bids.data);
  EXPECT_TRUE(contains(text, "sub-01 task-train_run-02 has no image like")) << text;
  EXPECT_TRUE(contains(text,
                       "of this run there is sub-01_task-train_run-02_bold.nii.gz and "
                       "sub-01_task-train_run-02_space-T1w_desc-preproc_bold.nii.gz"));
}

TEST_F(MissingDerivative, ItsConfoundsNameIt) {
  lab.prepared.write(lab.bids.stem("train", 4) + "_desc-confounds_timeseries.tsv", "csf\n");
  EXPECT_ERROR(read_bids(lab.bids.data),
               "sub-01_task-train_run-04_desc-confounds_timeseries.tsv names it");
}

TEST_F(MissingDerivative, RawEchoesAreCombined) {
  for (const auto& stem : lab.bids.stems())
    for (const char* echo : {"1", "2"})
      lab.bids.folder.write(stem + "_echo-" + echo + "_bold.nii.gz", "");
  EXPECT_EQ(runs(lab.bids.data), 3U);
}

TEST_F(MissingDerivative, SubjectsWithoutAnyAreNamed) {
  lab.bids.folder.write("sub-02/func/sub-02_task-train_run-01_events.tsv", "onset\tduration\n");
  const auto warned = [&] {
    const auto set = read_bids(lab.bids.data);
    return std::any_of(set.warnings.begin(), set.warnings.end(),
                       [](const auto& w) { return contains(w, "sub-02 of the data set has no"); });
  };
  EXPECT_TRUE(warned());
  lab.bids.data.subjects = {{"sub-01", {}}};
  EXPECT_FALSE(warned());
}

TEST_F(MissingDerivative, BrainMasks) {
  const auto warnings = [&] {
    std::string all;
    for (const auto& w : read_bids(lab.bids.data).warnings) all += w + "\n";
    return all;
  };
  EXPECT_TRUE(contains(warnings(), "no run has a *_desc-brain_mask.nii.gz"));
  const auto mask = [&](const std::string& stem) {
    io::write_nifti_map(lab.prepared / (stem + "_space-MNI_desc-brain_mask.nii.gz"),
                        test::small_grid(), base::VectorF::Ones(test::small_grid().voxels()));
  };
  mask(lab.bids.stem("train", 1));
  EXPECT_ERROR(read_bids(lab.bids.data),
               "sub-01 has no *_desc-brain_mask.nii.gz for task-train_run-02 and task-test_run-01, "
               "but for task-train_run-01");
  lab.bids.data.mask.kind = recipe::Mask::Kind::all;
  EXPECT_FALSE(contains(warnings(), "brain_mask"));
  lab.bids.data.mask.kind = recipe::Mask::Kind::automatic;
  mask(lab.bids.stem("train", 2));
  mask(lab.bids.stem("test", 1));
  EXPECT_FALSE(contains(warnings(), "brain_mask"));
}

}  // namespace
}  // namespace encore::data
