// Values on surfaces. What nibabel reads of the real files is in tests/reference/surfaces.py.
#include "core/io/gifti.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include "core/base/random.hpp"
#include "core/io/gifti_walk.hpp"
#include "core/io/image.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_gifti.hpp"

namespace encore::io {
namespace {

using test::gifti_series;

// vertices x count
base::MatrixF read(const std::filesystem::path& file, Index first, Index count) {
  base::MatrixF out(read_gifti_header(file).part.vertices, count);
  read_gifti(file, first, count,
             [&](Index volume, const base::VectorF& values) { out.col(volume - first) = values; });
  return out;
}

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
  const auto values = read(file, 3, 7);
  EXPECT_FLOAT_EQ(values(100, 0), 602.71564F);
  EXPECT_FLOAT_EQ(values(641, 6), 259.7127F);
  EXPECT_NEAR(read(file, 0, 10).cast<double>().sum(), 3312891.780069351, 1e-6);
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
  const auto values = read(file, 0, 1);
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

TEST(Gifti, PlacesBeyondTheSurfaceAreErrors) {
  const test::Folder folder;
  const Files files = {folder / "hemi-L.func.gii", folder / "hemi-R.func.gii"};
  gifti_series(files[0], counting(5, 3), "CortexLeft", 0);
  gifti_series(files[1], counting(4, 3), "CortexRight", 0);
  EXPECT_ERROR(read_image(files, 0, 3, {1, 9}), "9 vertices, and vertex 9 is asked for");
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
  EXPECT_ERROR(read_gifti_header(left), "line 1: ");
  folder.write("hemi-L.func.gii", "<html><body/></html>");
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

// One array, written by hand.
std::string by_hand(const std::string& attributes, const std::string& data) {
  return "<?xml version=\"1.0\"?><GIFTI Version=\"1.0\"><DataArray Intent=\"NIFTI_INTENT_SHAPE\" "
         "Dimensionality=\"1\" Dim0=\"3\" " +
         attributes + "><Data>" + data + "</Data></DataArray></GIFTI>";
}

TEST(Gifti, EveryEncoding) {
  const test::Folder folder;
  const auto values = [&](const std::string& attributes, const std::string& data) {
    return read(folder.write("hemi-L.shape.gii", by_hand(attributes, data)), 0, 1);
  };
  const base::VectorF wanted = Eigen::Vector3f(1, 2.5F, -3);
  EXPECT_EQ(values("DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"ASCII\"", " 1\n+2.5 -3 "), wanted);
  // base64 of struct.pack("<3f", 1, 2.5, -3) and (">3f", ...)
  EXPECT_EQ(values("DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"Base64Binary\" "
                   "Endian=\"LittleEndian\"",
                   "AACAPwAA\nIEAAAEDA"),
            wanted);
  EXPECT_EQ(values("DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"Base64Binary\" "
                   "Endian=\"BigEndian\"",
                   "P4AAAEAgAADAQAAA"),
            wanted);
  EXPECT_EQ(values("DataType=\"NIFTI_TYPE_UINT8\" Encoding=\"Base64Binary\"", "AQL/"),
            (base::VectorF(Eigen::Vector3f(1, 2, 255))));
}

TEST(Gifti, DamagedValuesAreNeverTakenForNumbers) {
  const test::Folder folder;
  const auto said = [&](const std::string& attributes, const std::string& data) {
    const auto file = folder.write("hemi-L.shape.gii", by_hand(attributes, data));
    return test::error_of([&] { read(file, 0, 1); });
  };
  const std::string ascii = "DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"ASCII\"";
  const std::string base64 = "DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"Base64Binary\"";
  EXPECT_TRUE(test::contains(said(ascii, "1 2"), "no number at place 3"));
  EXPECT_TRUE(test::contains(said(ascii, "1 2 3 4"), "more than 3 numbers"));
  EXPECT_TRUE(test::contains(said(base64, "AACAPw=="), "has 4 bytes where 12 are expected"));
  EXPECT_TRUE(test::contains(said(base64, "AA*APwAAIEAAAEDA"), "is no base64"));
  EXPECT_TRUE(test::contains(
      said("DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"GZipBase64Binary\"", "eJxjYGiwBwACAQCA"),
      "cannot be unpacked"));
  EXPECT_TRUE(
      test::contains(said("DataType=\"NIFTI_TYPE_FLOAT32\" Encoding=\"ExternalFileBinary\"", ""),
                     "has the encoding 'ExternalFileBinary'"));
}

TEST(Gifti, NumbersAreReadWhole) {
  EXPECT_EQ(number_in<double>("\n 2000.5 "), 2000.5);
  EXPECT_EQ(number_in<int>("-3"), -3);
  EXPECT_EQ(number_in<int>("3x"), std::nullopt);
  EXPECT_EQ(number_in<int>("4294967296"), std::nullopt);
  EXPECT_EQ(number_in<int>(" "), std::nullopt);
  const test::Folder folder;
  EXPECT_ERROR(read_gifti_header(folder.write(
                   "hemi-L.label.gii",
                   "<GIFTI><LabelTable><Label Key=\"one\">A1</Label></LabelTable></GIFTI>")),
               "a label has the key 'one', which is no number");
}

// Seeded mutations end in values or in a diagnosis, never in anything else.
TEST(Gifti, SurvivesGarbage) {
  const test::Folder folder;
  gifti_series(folder / "hemi-L.func.gii", counting(5, 6), "CortexLeft", 2000);
  std::ifstream in(folder / "hemi-L.func.gii", std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), {});
  const base::MatrixF values = read(folder / "hemi-L.func.gii", 0, 6);
  base::Random random(3);
  int refused = 0, changed = 0;
  for (int i = 0; i < 600; ++i) {
    std::string text = good;
    const auto at = static_cast<std::size_t>(random.below(text.size()));
    if (random.below(3) == 0) text.erase(at, 1 + random.below(30));
    else text[at] = static_cast<char>(random.below(256));
    const auto file = folder.write("hemi-L.func.gii", text);
    try {
      const auto read_back = read(file, 0, 6);
      changed += read_back.rows() == values.rows() && read_back != values;
    } catch (const base::Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 150);
  EXPECT_EQ(changed, 0) << "packed values have check sums";
}

}  // namespace
}  // namespace encore::io
