// fMRIPrep derivatives: which images, which confounds, which outliers.
#include "tests/core/data/derivatives.hpp"

#include "core/data/bids.hpp"
#include "core/data/confound_columns.hpp"
#include "core/data/confounds.hpp"
#include "core/data/rows.hpp"
#include "core/data/scrub.hpp"

namespace encore::data {
namespace {

using test::Derivatives;
using Words = std::vector<std::string>;

TEST(Images, OfDerivativesAreFoundWithTheirConfounds) {
  const Derivatives lab;
  const DataSet set = read_bids(lab.bids.data);
  const auto& run = set.subjects[0].runs[0];
  EXPECT_EQ(run.label, "task-train_run-01");
  EXPECT_TRUE(test::contains(run.image.string(), "space-MNI_desc-preproc_bold.nii.gz"));
  EXPECT_TRUE(
      test::contains(run.confounds.string(), "task-train_run-01_desc-confounds_timeseries"));
}

TEST(Images, OfSeveralSpacesOneIsChosen) {
  Derivatives lab;
  lab.add(lab.bids.stem("train", 1), "space-T1w");
  EXPECT_ERROR(read_bids(lab.bids.data),
               "sub-01 has images of several kinds: space-MNI_desc-preproc (.nii.gz) and "
               "space-T1w_desc-preproc (.nii.gz)");
  lab.bids.data.source.space = "MNI";
  EXPECT_EQ(read_bids(lab.bids.data).subjects[0].runs.size(), 3U);
  lab.bids.data.source.space = "fsaverage";
  EXPECT_ERROR(read_bids(lab.bids.data), "no images with desc-preproc and space-fsaverage");
  EXPECT_ERROR(read_bids(lab.bids.data), "there are: space-MNI_desc-preproc (.nii.gz)");
}

TEST(Images, ResolutionIsAnEntityLikeAnyOther) {
  Derivatives lab;
  lab.add_all("space-MNI_res-2");
  auto& entities = lab.bids.data.source.entities;
  entities = {{{"space", {"MNI"}}}, {"recipe.yaml", 6, 3, 1}};
  EXPECT_ERROR(read_bids(lab.bids.data), "space-MNI_res-2_desc-preproc");
  entities.entities["res"] = {"02"};
  EXPECT_TRUE(test::contains(read_bids(lab.bids.data).subjects[0].runs[0].image.string(), "res-2"));
  entities.entities["res"] = {"1"};
  try {
    read_bids(lab.bids.data);
    FAIL();
  } catch (const base::DiagnosedError& e) {
    EXPECT_EQ(e.list()[0].at.line, 6);
    EXPECT_TRUE(test::contains(e.list()[0].message, "res-1 and space-MNI"));
    EXPECT_TRUE(test::contains(e.list()[0].hint, "res-2"));
  }
  entities.entities.erase("res");
  entities.entities["desc"] = {"denoised"};
  EXPECT_ERROR(read_bids(lab.bids.data), "no images with desc-denoised and space-MNI");
}

TEST(Images, ExtensionTellsWhatNamesDoNot) {
  Derivatives lab;
  for (const auto& stem : lab.bids.stems())
    std::filesystem::copy(lab.prepared / (stem + "_space-MNI_desc-preproc_bold.nii.gz"),
                          lab.prepared / (stem + "_space-MNI_desc-preproc_bold.nii"));
  EXPECT_ERROR(read_bids(lab.bids.data), "are the same run");
  lab.bids.data.source.entities.entities = {{"extension", {".nii.gz"}}};
  EXPECT_EQ(read_bids(lab.bids.data).subjects[0].runs.size(), 3U);
}

// Names of the columns that words of a recipe mean.
Words columns(const Derivatives& lab, const std::vector<recipe::Confound>& words) {
  const auto file = lab.prepared / (lab.bids.stem("train", 1) + "_desc-confounds_timeseries.tsv");
  const auto table = io::read_table(file);
  Words out;
  for (const auto c : confound_columns(table, words)) out.push_back(table.columns[c]);
  return out;
}

TEST(Confounds, GroupsAreTheirColumns) {
  const Derivatives lab;
  EXPECT_EQ(columns(lab, {{"motion", {}}}),
            (Words{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}));
  EXPECT_EQ(columns(lab, {{"motion24", {}}}).size(), 24U);
  EXPECT_EQ(columns(lab, {{"wm-csf", {}}}), (Words{"csf", "white_matter"}));
  EXPECT_EQ(columns(lab, {{"cosine", {}}, {"global_signal", {}}}),
            (Words{"global_signal", "cosine00", "cosine01"}));
  EXPECT_EQ(columns(lab, {{"acompcor", {}}}).size(), 4U);
  EXPECT_EQ(columns(lab, {{"acompcor", {}, 2}, {"a_comp_cor_01", {}}}),
            (Words{"a_comp_cor_00", "a_comp_cor_01"}));
  EXPECT_ERROR(columns(lab, {{"tcompcor", {}, 3}}), "has 1 of t_comp_cor_*, not 3");
  EXPECT_ERROR(columns(lab, {{"wcompcor", {}}}),
               "no confound 'w_comp_cor_*' (of the group wcompcor)");
  EXPECT_ERROR(columns(lab, {{"motoin", {}}}), "did you mean 'motion'?");
}

// fMRIPrep before 21: one row of numbers for all masks, told apart by the sidecar.
TEST(Confounds, ComponentsOfTheCombinedMask) {
  const Derivatives lab;
  lab.prepared.write(lab.bids.stem("train", 1) + "_desc-confounds_timeseries.json", R"({
    "a_comp_cor_00": {"Mask": "CSF"}, "a_comp_cor_01": {"Mask": "combined"},
    "a_comp_cor_02": {"Mask": "WM"}, "a_comp_cor_03": {"Mask": "combined"}})");
  EXPECT_EQ(columns(lab, {{"acompcor", {}}}), (Words{"a_comp_cor_01", "a_comp_cor_03"}));
  EXPECT_EQ(columns(lab, {{"acompcor", {}, 1}}), (Words{"a_comp_cor_01"}));
  EXPECT_EQ(columns(lab, {{"a_comp_cor_*", {}}}).size(), 4U);
}

TEST(Confounds, FirstRowOfADerivativeGetsTheMean) {
  const test::Folder folder;
  const auto file = folder.write("c.tsv", "a\tb\nn/a\t1\n2\t2\n6\tn/a\n4\t6\n");
  const base::MatrixD all = read_confounds(file, {{"a", {}}, {"b", {}}}, 4, 0, 4);
  EXPECT_DOUBLE_EQ(all(0, 0), 4);
  EXPECT_DOUBLE_EQ(all(2, 1), 3);
  EXPECT_DOUBLE_EQ(read_confounds(file, {{"a", {}}}, 4, 1, 3)(0, 0), 2);  // dropped with its volume
}

TEST(Confounds, AreCheckedBeforeAnyWork) {
  Derivatives lab;
  const DataSet set = read_bids(lab.bids.data);
  const auto said = [&](const std::string& name) {
    lab.bids.data.prepare.confounds = {{name, {"recipe.yaml", 9, 1, 1}}};
    base::Diagnostics bad;
    check_images(lab.bids.data, set, bad);
    return bad.ok() ? "fine" : bad.list()[0].message + " | " + bad.list()[0].hint;
  };
  EXPECT_EQ(said("trans_*"), "fine");
  EXPECT_TRUE(test::contains(said("trans_w"), "no confound 'trans_w'"));
  EXPECT_TRUE(test::contains(said("trans_w"), "did you mean 'trans_x'"));
  lab.prepared.write(lab.bids.stem("train", 1) + "_desc-confounds_timeseries.tsv",
                     "trans_x\n1\n2\n");
  EXPECT_TRUE(test::contains(said("trans_x"), "has 2 rows, but the run has 20 volumes"));
}

TEST(Confounds, AMissingFileIsNamedWithThoseThatAreThere) {
  Derivatives lab;
  std::filesystem::remove(lab.prepared /
                          (lab.bids.stem("train", 2) + "_desc-confounds_timeseries.tsv"));
  auto& prepare = lab.bids.data.prepare;
  prepare.scrub.std_dvars = 2;
  EXPECT_ERROR(
      read_bids(lab.bids.data),
      "it should be sub-01_*task-train_run-02_desc-confounds_timeseries.tsv; in its folder "
      "there are sub-01_task-test_run-01_desc-confounds_timeseries.tsv and sub-01_task-tra");
  prepare.scrub = {};
  const DataSet set = read_bids(lab.bids.data);
  prepare.confounds = {{"csf", {"recipe.yaml", 9, 1, 1}}};
  base::Diagnostics bad;
  check_images(lab.bids.data, set, bad);
  ASSERT_EQ(bad.list().size(), 1U);
  EXPECT_EQ(bad.list()[0].at.line, 9);
  EXPECT_TRUE(test::contains(bad.list()[0].hint, "run-02_desc-confounds_timeseries.tsv; in its"));
}

std::vector<Index> outliers(const recipe::Scrub& scrub) {
  const test::Folder folder;
  return scrubbed_volumes(folder.write("c.tsv", test::confounds_table()), scrub, 20);
}

TEST(Scrub, ThresholdsAndColumns) {
  recipe::Scrub s;
  s.framewise_displacement_mm = 0.5;
  EXPECT_EQ(outliers(s), (std::vector<Index>{7, 8}));
  s.framewise_displacement_mm = 0.6;  // above, not at
  EXPECT_EQ(outliers(s), (std::vector<Index>{7}));
  s.before_tr = 1;
  s.after_tr = 2;
  EXPECT_EQ(outliers(s), (std::vector<Index>{6, 7, 8, 9}));
  s = {};
  s.std_dvars = 2;
  EXPECT_EQ(outliers(s), (std::vector<Index>{8}));
  s = {};
  s.columns = {{"motion_outlier*", {}}, {"non_steady_state_outlier*", {}}};
  EXPECT_EQ(outliers(s), (std::vector<Index>{8}));
  s.columns = {{"motion_outlier0", {}}};
  EXPECT_ERROR(outliers(s), "did you mean 'motion_outlier00'?");
  s.columns = {{"motoin_outlier*", {}}};
  EXPECT_ERROR(outliers(s), "has no column 'motoin_outlier*'");
  EXPECT_ERROR(outliers(s), "its columns of outliers are motion_outlier00");
}

TEST(Scrub, DroppedVolumesKeepTheirRows) {
  Derivatives lab;
  auto& p = lab.bids.data.prepare;
  p.scrub.framewise_displacement_mm = 0.5;
  p.drop_leading_tr = 3;
  DataSet set = read_bids(lab.bids.data);
  const auto& subject = set.subjects[0];
  EXPECT_EQ(scrubbed_rows(subject.runs[0], p), (std::vector<Index>{4, 5}));
  const auto all = rows(subject, set, p);
  ASSERT_EQ(all.size(), 3U * 17U);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i].scrubbed, i % 17 == 4 || i % 17 == 5) << i;
  EXPECT_EQ(all[6].offset, 1);  // volume 9 is still the second of the clip from 16 to 20 s
  EXPECT_TRUE(
      test::contains(set.warnings.back(), "sub-01: 6 of 51 volumes are outliers and dropped"));
  p.scrub.method = recipe::Scrub::Method::spikes;
  for (const auto& row : rows(subject, set, p)) EXPECT_FALSE(row.scrubbed);
}

TEST(Scrub, ARunThatLosesTooMuchIsAnError) {
  Derivatives lab;
  auto& scrub = lab.bids.data.prepare.scrub;
  scrub.framewise_displacement_mm = 0.5;
  scrub.largest_share = 0.05;
  scrub.at = {"recipe.yaml", 8, 3, 1};
  EXPECT_ERROR(read_bids(lab.bids.data), ": 2 of 20 volumes are outliers");
  scrub.largest_share = 0.1;
  EXPECT_NO_THROW(read_bids(lab.bids.data));
  lab.bids.data.source.derivatives.value = "";
  EXPECT_ERROR(read_bids(lab.bids.data), "has no confounds file");
}

}  // namespace
}  // namespace encore::data
