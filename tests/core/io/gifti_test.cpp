// Values on surfaces. What nibabel reads of the real files is in tests/reference/surfaces.py.
#include "core/io/gifti.hpp"

#include <cmath>

#include "core/io/image.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_gifti.hpp"

namespace encore::io {
namespace {

using test::gifti_series;

base::MatrixF counting(Index vertices, Index volumes, float start = 0) {
  base::MatrixF m(vertices, volumes);
  for (Index v = 0; v < volumes; ++v)
    for (Index i = 0; i < vertices; ++i)
      m(i, v) = start + 100 * static_cast<float>(i) + static_cast<float>(v);
  return m;
}

TEST(Gifti, RealSeriesAgreesWithNibabel) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << "skipped: no ENCORE_TEST_DATA";
  const test::Folder folder;
  const auto file = folder / "hemi-L_bold.func.gii";  // the name says which hemisphere
  std::filesystem::copy(data / "nifti" / "task.func.gii", file);
  const auto header = read_gifti_header(file);
  EXPECT_EQ(header.part.vertices, 642);
  EXPECT_EQ(header.part.structure, "CORTEX_LEFT");
  EXPECT_EQ(header.volumes, 10);
  EXPECT_EQ(header.tr_s, 0);
  const auto values = read_gifti(file, 3, 7);
  EXPECT_FLOAT_EQ(values(100, 0), 602.71564F);
  EXPECT_FLOAT_EQ(values(641, 6), 259.7127F);
  EXPECT_NEAR(read_gifti(file, 0, 10).cast<double>().sum(), 3312891.780069351, 1e-6);
}

TEST(Gifti, RealLabelsAgreeWithNibabel) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << "skipped: no ENCORE_TEST_DATA";
  EXPECT_ERROR(read_gifti_header(data / "nifti" / "label.gii"), "which hemisphere");
  const test::Folder folder;
  const auto file = folder / "rh.label.gii";
  std::filesystem::copy(data / "nifti" / "label.gii", file);
  const auto header = read_gifti_header(file);
  EXPECT_EQ(header.part.structure, "CORTEX_RIGHT");
  EXPECT_EQ(header.labels.at(2), "Negative");
  const auto values = read_gifti(file, 0, 1);
  ASSERT_EQ(values.rows(), 71723);
  EXPECT_EQ((values.array() == 1).count(), 11979);
  EXPECT_EQ((values.array() == 2).count(), 10355);
  EXPECT_EQ(values(43, 0), 0);
  EXPECT_NE(values(44, 0), 0);
}

TEST(Gifti, HemispheresFollowEachOther) {
  const test::Folder folder;
  const Files files = {folder / "hemi-L.func.gii", folder / "hemi-R.func.gii"};
  gifti_series(files[0], counting(5, 40), "CortexLeft", 1500);
  gifti_series(files[1], counting(4, 40, 1000), "CortexRight", 1500);
  const auto header = read_image_header(files);
  EXPECT_EQ(header.volumes, 40);
  EXPECT_DOUBLE_EQ(header.tr_s, 1.5);  // FreeSurfer's milliseconds
  EXPECT_EQ(header.grid.voxels(), 9);
  EXPECT_EQ(describe(header.grid), "9 vertices");
  const auto y = read_image(files, 2, 30, {1, 4, 5, 8});
  ASSERT_EQ(y.rows(), 30);
  EXPECT_EQ(y(0, 0), 102);
  EXPECT_EQ(y(29, 1), 431);
  EXPECT_EQ(y(0, 2), 1002);
  EXPECT_EQ(y(5, 3), 1307);
  const auto [part, vertex] = place_of(header.grid, 6);
  EXPECT_EQ(part->structure, "CORTEX_RIGHT");
  EXPECT_EQ(vertex, 1);
}

TEST(Gifti, MapsGoOutByHemisphere) {
  const test::Folder folder;
  Grid grid;
  grid.parts = {{"CORTEX_LEFT", 3, {0, 1, 2}}, {"CORTEX_RIGHT", 2, {0, 1}}};
  base::VectorF values(5);
  values << 0.5F, std::nanf(""), -1, 2, 3;
  const auto files =
      write_map(folder / "sub-01_hemi-{hemi}_desc-mel_stat-pearsonr_statmap", grid, values, "r");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].filename(), "sub-01_hemi-R_desc-mel_stat-pearsonr_statmap.shape.gii");
  EXPECT_EQ(difference(read_image_header(files).grid, grid), "");
  const auto back = read_image(files, 0, 1, {0, 1, 2, 3, 4});
  EXPECT_EQ(back(0, 0), 0.5F);
  EXPECT_TRUE(std::isnan(back(0, 1)));
  EXPECT_EQ(back(0, 3), 2);
}

TEST(Gifti, WrongFilesAreTold) {
  const test::Folder folder;
  const auto left = folder / "hemi-L.func.gii", right = folder / "hemi-R.func.gii";
  EXPECT_ERROR(read_gifti_header(left), "there is no surface file");
  folder.write("hemi-L.func.gii", "no XML at all");
  EXPECT_ERROR(read_gifti_header(left), "is not a GIFTI file");
  gifti_series(left, counting(50, 20), "CortexLeft", 0);
  std::filesystem::resize_file(left, std::filesystem::file_size(left) / 2);
  EXPECT_ERROR(read_gifti_header(left), "damaged or truncated");
  gifti_series(left, counting(5, 20), "CortexLeft", 0);
  gifti_series(right, counting(5, 19), "CortexRight", 0);
  EXPECT_ERROR(read_image_header({left, right}), "has 20 volumes, but");
  EXPECT_ERROR(read_image_header({left, left}), "are the same hemisphere");
  test::gifti_shape(left);
  EXPECT_ERROR(read_gifti_header(left), "the shape of a surface");
}

}  // namespace
}  // namespace encore::io
