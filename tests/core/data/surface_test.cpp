// Surfaces from the derivatives of a data set to masks, regions and responses.
#include <fstream>

#include "core/data/atlas.hpp"
#include "core/data/bids.hpp"
#include "core/data/mask.hpp"
#include "core/data/roi_groups.hpp"
#include "core/data/rows.hpp"
#include "core/data/run_file.hpp"
#include "core/io/hdf5.hpp"
#include "tests/core/data/surface_lab.hpp"

namespace encore::data {
namespace {

using test::SurfaceLab;
using Words = std::vector<std::string>;

TEST(Surface, RunsHaveTwoHemispheres) {
  const SurfaceLab lab;
  const DataSet set = read_bids(lab.bids.data);
  ASSERT_EQ(set.subjects[0].runs.size(), 3U);
  const auto& run = set.subjects[0].runs[0];
  EXPECT_EQ(run.label, "task-train_run-01");
  EXPECT_EQ(run.volumes, 20);
  EXPECT_TRUE(test::contains(run.right.string(), "hemi-R"));
  EXPECT_FALSE(run.confounds.empty());
  EXPECT_EQ(set.subjects[0].grid.voxels(), SurfaceLab::left + SurfaceLab::right);
  EXPECT_EQ(set.subjects[0].variant, "space-fsaverage5");
}

TEST(Surface, VolumesArePreferredUntilASpaceIsChosen) {
  SurfaceLab lab;
  for (const auto& stem : lab.bids.stems())
    test::write_scan(lab.prepared / (stem + "_space-MNI_desc-preproc_bold.nii.gz"),
                     test::small_grid(), 20, 2);
  EXPECT_TRUE(read_bids(lab.bids.data).subjects[0].runs[0].right.empty());
  lab.bids.data.source.space = "fsaverage5";
  EXPECT_FALSE(read_bids(lab.bids.data).subjects[0].runs[0].right.empty());
}

TEST(Surface, AHemisphereThatIsMissingIsAnErrorUnlessOneIsChosen) {
  SurfaceLab lab;
  std::filesystem::remove(lab.surface(lab.bids.stem("train", 2), "R"));
  EXPECT_ERROR(read_bids(lab.bids.data), "task-train_run-02 has no surface of hemi-R");
  lab.bids.data.source.entities.entities = {{"hemi", {"L"}}};
  EXPECT_EQ(read_bids(lab.bids.data).subjects[0].grid.voxels(), SurfaceLab::left);
}

TEST(Surface, BothHemispheresMayBeNamed) {
  SurfaceLab lab;
  lab.bids.data.source.entities.entities = {{"hemi", {"L", "R"}}};
  EXPECT_EQ(read_bids(lab.bids.data).subjects[0].grid.voxels(),
            SurfaceLab::left + SurfaceLab::right);
  std::filesystem::remove(lab.surface(lab.bids.stem("train", 2), "L"));
  EXPECT_ERROR(read_bids(lab.bids.data), "task-train_run-02 has no surface of hemi-L");
}

TEST(Surface, TheMedialWallIsOutsideOfTheMask) {
  SurfaceLab lab;
  const auto set = read_bids(lab.bids.data);
  const Mask mask = make_mask(set.subjects[0], lab.bids.data);
  EXPECT_EQ(mask.voxels, (std::vector<Index>{1, 2, 3, 4, 5, 7, 8, 9, 10}));
  EXPECT_TRUE(test::contains(mask.how, "vary in 3 runs, 9 of 11"));
  lab.bids.data.mask.kind = recipe::Mask::Kind::all;
  EXPECT_EQ(make_mask(set.subjects[0], lab.bids.data).voxels.size(), 11U);
}

TEST(Surface, MasksAndRegionsComeFromLabels) {
  SurfaceLab lab;
  auto& data = lab.bids.data;
  data.atlas.image.value = lab.labels();
  const auto set = read_bids(data);
  const auto& subject = set.subjects[0];
  const Mask mask = make_mask(subject, data);
  EXPECT_EQ(roi_names(data.atlas, "sub-01", mask).names,
            (Words{"L_A1_ROI", "L_A1_ROI", "L_A4_ROI", "L_A4_ROI", "", "R_A1_ROI", "R_A1_ROI",
                   "R_A4_ROI", "R_V1_ROI"}));
  data.mask.kind = recipe::Mask::Kind::roi;
  data.mask.roi = {{"A1", {}}};
  EXPECT_EQ(make_mask(subject, data).voxels, (std::vector<Index>{1, 2, 7, 8}));
  data.mask.roi = {{"R_A*", {}}};
  EXPECT_EQ(make_mask(subject, data).voxels, (std::vector<Index>{7, 8, 9}));
  data.atlas.groups = {{"auditory", {{"A4", {}}, {"A1", {}}}, {}}};
  data.mask.roi = {{"auditory", {}}};
  EXPECT_EQ(make_mask(subject, data).voxels, (std::vector<Index>{1, 2, 3, 4, 7, 8, 9}));
  data.mask = {};
  data.mask.kind = recipe::Mask::Kind::image;
  data.mask.image.value = lab.labels();
  EXPECT_EQ(make_mask(subject, data).voxels, (std::vector<Index>{1, 2, 3, 4, 7, 8, 9, 10}));
}

TEST(Surface, WordsThatMeanNoRegionAreErrors) {
  SurfaceLab lab;
  auto& data = lab.bids.data;
  data.atlas.image.value = lab.labels();
  data.atlas.groups = {{"core", {{"A1", {}}, {"A11", {"groups.yaml", 3, 5, 3}}}, {}}};
  const auto set = read_bids(data);
  base::Diagnostics bad;
  check_images(data, set, bad);
  ASSERT_EQ(bad.list().size(), 1U);
  EXPECT_EQ(bad.list()[0].at.line, 3);
  EXPECT_EQ(bad.list()[0].message, "the atlas has no region 'A11'");
  EXPECT_EQ(bad.list()[0].hint, "did you mean 'A1'?");
}

TEST(Surface, LabelsOfAnotherSurfaceAreErrors) {
  SurfaceLab lab;
  auto& data = lab.bids.data;
  test::gifti_labels(lab.prepared / "hemi-R.label.gii", {0, 1}, {"???", "A1"}, "CortexRight");
  data.atlas.image.value = lab.labels();
  const auto set = read_bids(data);
  base::Diagnostics bad;
  check_images(data, set, bad);
  ASSERT_FALSE(bad.ok());
  EXPECT_TRUE(test::contains(bad.list()[0].message, "CORTEX_RIGHT has 2 against 5 vertices"));
}

TEST(Surface, ResponsesAreThePreparedVertices) {
  SurfaceLab lab;
  lab.bids.data.prepare.drop_leading_tr = 2;
  const auto set = read_bids(lab.bids.data);
  const auto& run = set.subjects[0].runs[1];
  const Mask mask = make_mask(set.subjects[0], lab.bids.data);
  const auto file = lab.prepared / "out.h5";
  const auto done = prepare_run_file(run, mask, lab.bids.data.prepare, file);
  EXPECT_EQ(done.voxels, 9);
  const auto raw = io::read_image(run.images(), 2, 18, mask.voxels);
  EXPECT_EQ(io::H5File(file, io::H5File::Mode::read).read_f("responses"),
            prepare_run(raw, 2, {}, lab.bids.data.prepare));
  EXPECT_GT(prepare_memory(run, mask, lab.bids.data.prepare), 18 * 9 * 4);
}

TEST(RoiGroups, NamesWithAndWithoutHemisphere) {
  EXPECT_EQ(plain_name("L_A1_ROI"), "A1");
  EXPECT_EQ(plain_name("rh.G_temp_sup-Lateral"), "G_temp_sup-Lateral");
  EXPECT_EQ(plain_name("STG"), "STG");
  EXPECT_TRUE(means("A1", "R_A1_ROI"));
  EXPECT_TRUE(means("STS*", "L_STSdp_ROI"));
  EXPECT_FALSE(means("A1", "L_A10_ROI"));
}

}  // namespace
}  // namespace encore::data
