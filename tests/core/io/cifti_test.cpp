// Greyordinates and labels. The files of fixtures/ are nibabel's: tests/reference/surfaces.py.
#include "core/io/cifti.hpp"

#include <climits>
#include <cmath>

#include "core/io/annot.hpp"
#include "core/io/labels.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_gifti.hpp"

namespace encore::io {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = fs::path(ENCORE_SOURCE_DIR) / "tests/core/io/fixtures";
const fs::path kSeries = kFixtures / "small.dtseries.nii";
const fs::path kLabels = kFixtures / "small.dlabel.nii";

TEST(Cifti, ReadsBrainModels) {
  const auto h = read_cifti_header(kSeries);
  EXPECT_EQ(h.volumes, 6);
  EXPECT_DOUBLE_EQ(h.tr_s, 1.5);
  ASSERT_EQ(h.grid.parts.size(), 3U);
  EXPECT_EQ(h.grid.parts[0], (Part{"CORTEX_LEFT", 8, {0, 2, 3, 5, 7}}));
  EXPECT_EQ(h.grid.parts[1], (Part{"CORTEX_RIGHT", 8, {1, 2, 4, 6}}));
  EXPECT_EQ(h.grid.parts[2].structure, "THALAMUS_LEFT");
  EXPECT_EQ(h.grid.parts[2].vertices, 0);
  EXPECT_EQ(h.grid.parts[2].at, (std::vector<Index>{9, 18, 15}));
  EXPECT_EQ(h.grid.dims, (std::array<Index, 3>{4, 3, 2}));
  EXPECT_EQ(h.grid.affine(0, 3), 10);
  EXPECT_EQ(describe(h.grid), "9 of 16 vertices and 3 voxels");
}

TEST(Cifti, ReadsSomeSeriesOfSomeVolumes) {
  const auto y = read_image({kSeries}, 2, 3, {0, 5, 11});
  base::MatrixF wanted(3, 3);
  wanted << 2, 502, 1102, 3, 503, 1103, 4, 504, 1104;
  EXPECT_EQ(y, wanted);
}

TEST(Cifti, MapsHaveTheSameBrainModels) {
  const test::Folder folder;
  const auto grid = read_cifti_header(kSeries).grid;
  base::VectorF values = base::VectorF::LinSpaced(12, 0, 11);
  values[3] = std::nanf("");
  const auto files =
      write_map(folder / "sub-01_space-fsLR_den-91k_desc-mel_statmap", grid, values, "r");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].filename(), "sub-01_space-fsLR_den-91k_desc-mel_statmap.dscalar.nii");
  const auto back = read_cifti_header(files[0]);
  EXPECT_EQ(difference(back.grid, grid), "");
  EXPECT_EQ(back.volumes, 1);
  const auto read = read_cifti(files[0], 0, 1, {2, 3, 11});
  EXPECT_EQ(read(0, 0), 2);
  EXPECT_TRUE(std::isnan(read(0, 1)));
  EXPECT_EQ(read(0, 2), 11);
}

// Nothing but the stem says which format: without "{hemi}" two files would have one name.
TEST(Cifti, MapsOfWholeCorticesAreOneFile) {
  const test::Folder folder;
  Grid grid;
  grid.parts = {{"CORTEX_LEFT", 3, {0, 1, 2}}, {"CORTEX_RIGHT", 2, {0, 1}}};
  const auto files = write_map(folder / "map", grid, base::VectorF::LinSpaced(5, 0, 4), "r");
  EXPECT_EQ(files, (Files{folder / "map.dscalar.nii"}));
  EXPECT_EQ(difference(read_image_header(files).grid, grid), "");
  EXPECT_EQ(read_image(files, 0, 1, {0, 4}), base::MatrixF(Eigen::RowVector2f(0, 4)));
  grid.parts[0].at = {0, 2};
  EXPECT_ERROR(write_map(folder / "hemi-{hemi}", grid, base::VectorF::Zero(4), "r"),
               "CORTEX_LEFT is no whole surface");
}

TEST(Cifti, WrongFilesAreTold) {
  const test::Folder folder;
  EXPECT_ERROR(read_cifti_header(folder / "a.dtseries.nii"), "there is no image");
  folder.write("a.dtseries.nii", "nothing of the kind, but longer than a header is");
  EXPECT_ERROR(read_cifti_header(folder / "a.dtseries.nii"), "a.dtseries.nii");
  const auto cut = folder / "cut.dtseries.nii";
  fs::copy(kSeries, cut);
  fs::permissions(cut, fs::perms::owner_write, fs::perm_options::add);
  fs::resize_file(cut, fs::file_size(cut) - 40);
  EXPECT_ERROR(read_cifti(cut, 0, 6, {11}), "cut.dtseries.nii");
  EXPECT_ERROR(read_cifti(kSeries, 2, 5, {0}), "ends after 6 of 7 volumes");
}

TEST(Labels, AreFoundByStructureAndVertex) {
  const auto grid = read_cifti_header(kSeries).grid;
  EXPECT_EQ(labels_difference({kLabels}, grid), "");
  const auto image = read_labels({kLabels}, grid);
  // Left vertices 0 2 3 5 7 of which 2 to 5 are known; right vertices 1 2 4 6; no voxel is known.
  base::VectorF wanted(12);
  wanted << 0, 1, 1, 0, 0, 2, 2, 3, 3, 0, 0, 0;
  EXPECT_EQ(image.values, wanted);
  EXPECT_EQ(image.names[1], "L_A1_ROI");
  EXPECT_EQ(image.names[7], "R_A4_ROI");
  EXPECT_EQ(image.names[9], "");
}

TEST(Labels, OfAnotherSurfaceDoNotFit) {
  Grid grid;
  grid.parts = {{"CORTEX_LEFT", 3, {0, 1, 2}}};
  EXPECT_EQ(labels_difference({kLabels}, grid), "CORTEX_LEFT has 8 against 3 vertices");
  grid.parts = {{"BRAIN_STEM", 0, {0}}};
  EXPECT_EQ(labels_difference({kLabels}, grid), "no structure in common");
  grid = {};
  grid.dims = {2, 2, 2};
  EXPECT_EQ(labels_difference({kLabels}, grid),
            "a surface against 2 x 2 x 2 voxels of 1 x 1 x 1 mm");
}

TEST(Labels, OfAnotherVolumeDoNotFit) {
  const test::Folder folder;
  const auto grid = read_cifti_header(kSeries).grid;
  const auto how = [&](const Grid& other) {
    return labels_difference(write_map(folder / "map", other, base::VectorF::Zero(12), "r"), grid);
  };
  EXPECT_EQ(how(grid), "");
  Grid moved = grid;
  moved.affine(0, 3) += 2;
  EXPECT_TRUE(test::contains(how(moved),
                             "the voxels of THALAMUS_LEFT are of another volume: the "
                             "same size, but affine "));
  Grid larger = grid;
  larger.dims = {5, 3, 2};
  EXPECT_TRUE(test::contains(how(larger), "5 x 3 x 2 voxels"));
  moved.parts.pop_back();  // a surface lies in no volume
  EXPECT_EQ(labels_difference(write_map(folder / "map", moved, base::VectorF::Zero(9), "r"), grid),
            "");
}

TEST(Labels, OfBothHemispheres) {
  const test::Folder folder;
  const Files files = {folder / "hemi-L.label.gii", folder / "hemi-R.label.gii"};
  test::gifti_labels(files[0], {0, 1, 2}, {"???", "A1", "A4"}, "CortexLeft");
  test::gifti_labels(files[1], {1, 0}, {"???", "MBelt"}, "CortexRight");
  Grid grid;
  grid.parts = {{"CORTEX_LEFT", 3, {0, 1, 2}}, {"CORTEX_RIGHT", 2, {0, 1}}};
  const auto image = read_labels(files, grid);
  EXPECT_EQ(image.names, (std::vector<std::string>{"???", "A1", "A4", "MBelt", "???"}));
  EXPECT_EQ(image.values[3], 1);
}

TEST(Annot, AgreesWithNibabel) {
  const auto annotation = read_annot(kFixtures / "lh.small.annot");
  base::VectorF wanted(8);
  wanted << 0, 1, 1, 2, -1, 2, 0, 1;
  EXPECT_EQ(annotation.values, wanted);
  EXPECT_EQ(annotation.labels.at(1), "A1");
  EXPECT_EQ(annotation.labels.at(2), "Medial_wall");
  Grid grid;
  grid.parts = {{"CORTEX_LEFT", 8, {0, 1, 2, 3, 4, 5, 6, 7}}};
  const auto image = read_labels({kFixtures / "lh.small.annot"}, grid);
  EXPECT_EQ(image.names[3], "Medial_wall");
  EXPECT_EQ(image.values[4], 0);  // no region
}

std::string big_endian(std::initializer_list<int> numbers) {
  std::string out;
  for (const int n : numbers)
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift & 255);
  return out;
}

// Two vertices and a table of version 1: entries count from 0 in their order.
TEST(Annot, OldTables) {
  const test::Folder folder;
  const std::string colours = big_endian({2, 0, 1 + 256 * 2 + 65536 * 3, 1, 7, 1});
  const std::string table = big_endian({2, 2}) + std::string("f\0", 2) + big_endian({2}) +
                            std::string("u\0", 2) + big_endian({7, 0, 0, 0, 3}) +
                            std::string("A1\0", 3) + big_endian({1, 2, 3, 0});
  const auto annotation = read_annot(folder.write("rh.old.annot", colours + table));
  EXPECT_EQ(annotation.values[0], 1);
  EXPECT_EQ(annotation.values[1], 0);
  EXPECT_EQ(annotation.labels.at(1), "A1");
  // Numbers of a damaged file overflow nothing.
  const std::string wild = big_endian({1, 0, 7, 1, 1}) + std::string("\0\0\0\2f\0", 6) +
                           std::string("\0\0\0\2u\0", 6) +
                           big_endian({INT_MAX, INT_MAX, INT_MIN, 0});
  EXPECT_EQ(read_annot(folder.write("wild.annot", wild)).values[0], -1);
  EXPECT_ERROR(read_annot(folder.write("d.annot", big_endian({1, 0, 7, 1, INT_MIN}))),
               "a colour table of version 2147483648");
  EXPECT_ERROR(read_annot(folder.write("a.annot", (colours + table).substr(0, 40))), "truncated");
  EXPECT_ERROR(read_annot(folder.write("b.annot", big_endian({1 << 30, 1}))), "truncated");
  EXPECT_ERROR(read_annot(folder.write("c.annot", big_endian({1, 0, 5, 0}))), "no colour table");
}

}  // namespace
}  // namespace encore::io
