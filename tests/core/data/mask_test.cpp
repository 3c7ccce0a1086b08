#include "core/data/mask.hpp"

#include <cmath>
#include <numeric>

#include "core/data/atlas.hpp"
#include "core/data/bids.hpp"
#include "core/data/brain_mask.hpp"
#include "tests/core/data/small_bids.hpp"

namespace encore::data {
namespace {

using test::SmallBids;

// nilearn 0.14.1: compute_epi_mask(example4d.nii.gz), tests/reference/data_prepare.py.
TEST(BrainVoxels, AgreeWithNilearnOnARealScan) {
  const auto folder = test::real_data();
  if (folder.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
  const auto path = folder / "nifti/example4d.nii.gz";
  const base::VectorD mean = (io::read_nifti_volume(path, 0).cast<double>() +
                              io::read_nifti_volume(path, 1).cast<double>()) /
                             2;
  std::string warning;
  const auto mask = brain_voxels(io::read_nifti_header(path).grid, mean, warning);
  EXPECT_EQ(warning, "");
  EXPECT_EQ(mask.size(), 84767U);
  EXPECT_EQ(std::accumulate(mask.begin(), mask.end(), Index{0}), 12342193744);
  EXPECT_EQ(mask.front(), 24900);
  EXPECT_EQ(mask.back(), 269122);
}

TEST(BrainVoxels, FindABallAndDropASpeck) {
  io::Grid grid;
  grid.dims = {24, 24, 24};
  base::VectorD mean(grid.voxels());
  for (Index i = 0; i < mean.size(); ++i) {
    const double x = static_cast<double>(i % 24) - 11, y = static_cast<double>(i / 24 % 24) - 11,
                 z = static_cast<double>(i / 576) - 11;
    mean[i] = x * x + y * y + z * z < 81 ? 900 : 20 + static_cast<double>(i % 7);
  }
  mean[2] = 900;                                  // a speck outside
  mean[11 + 24 * (11 + 24 * 11)] = std::nan("");  // and a hole inside
  std::string warning;
  const auto mask = brain_voxels(grid, mean, warning);
  const double volume = 4.0 / 3 * 3.14159265 * 729;
  EXPECT_NEAR(static_cast<double>(mask.size()), volume, 0.1 * volume);
  EXPECT_NE(mask.front(), 2);
  EXPECT_ERROR(brain_voxels(grid, base::VectorD::Constant(grid.voxels(), 3), warning),
               "constant image");
  EXPECT_ERROR(brain_voxels(grid, base::VectorD::Constant(grid.voxels(), std::nan("")), warning),
               "no voxel is finite in all of the volumes that are averaged");
}

TEST(BrainVoxels, ThinVolumesAreKeptWithAWarning) {
  io::Grid grid;
  grid.dims = {8, 8, 2};
  base::VectorD mean = base::VectorD::LinSpaced(128, 0, 1);
  mean.tail(60).array() += 1000;
  std::string warning;
  EXPECT_FALSE(brain_voxels(grid, mean, warning).empty());
  EXPECT_TRUE(test::contains(warning, "too thin"));
}

struct Masks : testing::Test {
  SmallBids bids;
  Subject subject;
  void SetUp() override { subject = read_bids(bids.data).subjects[0]; }
  std::filesystem::path write(const std::string& name, const base::VectorF& values) const {
    io::write_nifti_map(bids.folder / name, test::small_grid(), values);
    return bids.folder / name;
  }
};

TEST_F(Masks, OfSeveralVolumesAreRefused) {
  test::write_scan(bids.folder / "4d.nii.gz", test::small_grid(), 2, 0);
  bids.data.mask.kind = recipe::Mask::Kind::image;
  bids.data.mask.image = {(bids.folder / "4d.nii.gz").string(), {"recipe.yaml", 7, 1, 1}};
  EXPECT_ERROR(make_mask(subject, bids.data), "4d.nii.gz has 2 volumes; a mask or an atlas is one");
  base::Diagnostics bad;
  check_images(bids.data, read_bids(bids.data), bad);
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.list()[0].at.line, 7);
  bids.data.mask.kind = recipe::Mask::Kind::all;
  bids.data.atlas.image.value = bids.data.mask.image.value;
  EXPECT_ERROR(roi_names(bids.data.atlas, "sub-01", make_mask(subject, bids.data)), "2 volumes");
}

TEST_F(Masks, ImageAndAll) {
  bids.data.mask.kind = recipe::Mask::Kind::all;
  EXPECT_EQ(make_mask(subject, bids.data).voxels.size(), 120U);
  base::VectorF values = base::VectorF::Zero(120);
  values[3] = 1;
  values[77] = 2;
  values[80] = std::nanf("");
  write("sub-01_mask.nii.gz", values);
  bids.data.mask.kind = recipe::Mask::Kind::image;
  bids.data.mask.image.value = (bids.folder / "{subject}_mask.nii.gz").string();
  const Mask mask = make_mask(subject, bids.data);
  EXPECT_EQ(mask.voxels, (std::vector<Index>{3, 77}));
  const auto volume = to_volume(mask, base::VectorF::LinSpaced(2, 5, 6));
  EXPECT_EQ(volume[77], 6);
  EXPECT_TRUE(std::isnan(volume[0]));
  write("sub-01_mask.nii.gz", base::VectorF::Zero(120));
  EXPECT_ERROR(make_mask(subject, bids.data), "has no voxel");
}

TEST_F(Masks, OnAnotherGridAreRefused) {
  auto grid = test::small_grid();
  grid.affine(2, 2) = 2;
  io::write_nifti_map(bids.folder / "m.nii", grid, base::VectorF::Ones(120));
  bids.data.mask.kind = recipe::Mask::Kind::image;
  bids.data.mask.image.value = (bids.folder / "m.nii").string();
  EXPECT_ERROR(make_mask(subject, bids.data), "lies on another grid than");
  bids.data.atlas.image.value = bids.data.mask.image.value;
  base::Diagnostics bad;
  check_images(bids.data, read_bids(bids.data), bad);
  ASSERT_EQ(bad.list().size(), 2U);
  EXPECT_TRUE(test::contains(bad.list()[0].message, "mask "));
  EXPECT_TRUE(test::contains(bad.list()[1].message, "atlas "));
}

TEST_F(Masks, OfFmriprepAreIntersected) {
  for (std::size_t r = 0; r < 3; ++r) {
    base::VectorF values = base::VectorF::Ones(120);
    values[static_cast<Index>(r)] = 0;
    const std::string stem = fmt::format("d/run-{}_", r);
    test::write_scan(bids.folder / (stem + "desc-preproc_bold.nii"), test::small_grid(), 20, 2);
    subject.runs[r].image = bids.folder / (stem + "desc-preproc_bold.nii");
    write(stem + "desc-brain_mask.nii.gz", values);
  }
  const Mask mask = make_mask(subject, bids.data);
  EXPECT_EQ(mask.voxels.size(), 117U);
  EXPECT_EQ(mask.voxels.front(), 3);
}

TEST_F(Masks, RegionsOfTheAtlas) {
  base::VectorF labels = base::VectorF::Zero(120);
  labels.segment(10, 5).setConstant(2.0000001F);
  labels.segment(30, 7).setConstant(7);
  labels.segment(50, 3).setConstant(9);
  bids.data.atlas.image.value = write("atlas.nii.gz", labels).string();
  bids.data.atlas.labels.value =
      bids.folder.write("atlas.tsv", "index\tname\n7\tSTG\n2\tA1\n4\tV1\n").string();
  bids.data.mask.kind = recipe::Mask::Kind::all;
  const Mask all = make_mask(subject, bids.data);
  const RoiNames names = roi_names(bids.data.atlas, "sub-01", all);
  EXPECT_EQ(names.rois, (std::vector<std::string>{"STG", "A1"}));
  EXPECT_EQ(names.names[12], "A1");
  EXPECT_EQ(names.names[0], "");
  EXPECT_EQ(names.names[51], "");
  ASSERT_EQ(names.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(names.warnings[0], "3 voxels of label 9"));

  bids.data.mask.kind = recipe::Mask::Kind::roi;
  bids.data.mask.roi = {{"A1", {}}};
  EXPECT_EQ(make_mask(subject, bids.data).voxels, (std::vector<Index>{10, 11, 12, 13, 14}));
  bids.data.mask.roi = {{"A2", {"recipe.yaml", 8, 3, 2}}};
  base::Diagnostics bad;
  check_images(bids.data, read_bids(bids.data), bad);
  ASSERT_EQ(bad.list().size(), 1U);
  EXPECT_EQ(bad.list()[0].hint, "did you mean 'A1'?");

  labels[0] = 1.5;
  write("atlas.nii.gz", labels);
  EXPECT_ERROR(roi_names(bids.data.atlas, "sub-01", all), "holds 1.5, which is no label");
  bids.folder.write("atlas.tsv", "index\tname\n7\tSTG\n2\twhole-brain\n");
  EXPECT_ERROR(
      roi_names(bids.data.atlas, "sub-01", all),
      "atlas.tsv, line 3: the name 'whole-brain' of a region is that of the rows of all voxels");
  bids.folder.write("atlas.tsv", "index\tname\n7\t\n");
  EXPECT_ERROR(roi_names(bids.data.atlas, "sub-01", all),
               "atlas.tsv, line 2: the name '' of a region is");
}

}  // namespace
}  // namespace encore::data
