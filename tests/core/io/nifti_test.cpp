#include "core/io/nifti.hpp"

#include <cmath>
#include <limits>

#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_nifti.hpp"

namespace encore::io {
namespace {

constexpr std::size_t kValues = 3 * 4 * 2 * 5;

template <class T>
struct OnDisk;
#define ENCORE_TYPE(T, ID) \
  template <> \
  struct OnDisk<T> { \
    static constexpr int id = ID; \
  }
ENCORE_TYPE(std::uint8_t, NIFTI_TYPE_UINT8);
ENCORE_TYPE(std::int8_t, NIFTI_TYPE_INT8);
ENCORE_TYPE(std::uint16_t, NIFTI_TYPE_UINT16);
ENCORE_TYPE(std::int16_t, NIFTI_TYPE_INT16);
ENCORE_TYPE(std::uint32_t, NIFTI_TYPE_UINT32);
ENCORE_TYPE(std::int32_t, NIFTI_TYPE_INT32);
ENCORE_TYPE(std::uint64_t, NIFTI_TYPE_UINT64);
ENCORE_TYPE(std::int64_t, NIFTI_TYPE_INT64);
ENCORE_TYPE(float, NIFTI_TYPE_FLOAT32);
ENCORE_TYPE(double, NIFTI_TYPE_FLOAT64);

template <class T>
struct EveryType : testing::Test {};
using Types = testing::Types<std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::uint32_t,
                             std::int32_t, std::uint64_t, std::int64_t, float, double>;
TYPED_TEST_SUITE(EveryType, Types);

TYPED_TEST(EveryType, IsReadInBothOrdersAndVersions) {
  using T = TypeParam;
  const test::Folder folder;
  auto values = test::counting<T>(kValues);
  values[3] = std::numeric_limits<T>::lowest();
  values[4] = std::numeric_limits<T>::max();
  const int bits = static_cast<int>(8 * sizeof(T));
  auto h1 = test::header1(OnDisk<T>::id, bits);
  auto h2 = test::header2(OnDisk<T>::id, bits);
  h2.scl_slope = 0.5;
  h2.scl_inter = -3;
  test::save(folder / "a.nii", test::image_bytes(h1, values));
  test::save(folder / "b.nii.gz", test::image_bytes(h1, values, true));
  test::save(folder / "c.nii.gz", test::image_bytes(h2, values));
  test::save(folder / "d.nii", test::image_bytes(h2, values, true));
  for (const char* name : {"a.nii", "b.nii.gz", "c.nii.gz", "d.nii"}) {
    NiftiReader reader(folder / name);
    const bool scaled = name[0] >= 'c';
    base::VectorF volume;
    for (std::size_t t = 0; t < 5; ++t) {
      ASSERT_TRUE(reader.next(volume)) << name;
      for (std::size_t i = 0; i < 24; ++i) {
        const double raw = static_cast<double>(values[t * 24 + i]);
        const auto wanted = static_cast<float>(scaled ? raw * 0.5 - 3 : raw);
        EXPECT_EQ(volume[static_cast<Index>(i)], wanted) << name << " " << t << " " << i;
      }
    }
    EXPECT_FALSE(reader.next(volume));
  }
}

TEST(NiftiHeader, SaysGridAndTime) {
  const test::Folder folder;
  auto h = test::header1();
  h.pixdim[4] = 1500;
  h.xyzt_units = NIFTI_UNITS_MM | NIFTI_UNITS_MSEC;
  test::save(folder / "a.nii", test::image_bytes(h, test::counting<std::int16_t>(kValues)));
  const auto header = read_nifti_header(folder / "a.nii");
  EXPECT_EQ(header.grid.dims, (std::array<Index, 3>{3, 4, 2}));
  EXPECT_EQ(header.volumes, 5);
  EXPECT_DOUBLE_EQ(header.tr_s, 1.5);
  EXPECT_EQ(header.grid.affine(0, 0), -2);
  EXPECT_EQ(header.grid.affine(2, 3), 30);
  EXPECT_EQ(header.type, "int16");
  EXPECT_EQ(describe(header.grid), "3 x 4 x 2 voxels of 2 x 2 x 3 mm");
}

TEST(NiftiReader, ChosenVoxelsAndSkipping) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz",
             test::image_bytes(test::header1(), test::counting<std::int16_t>(kValues)));
  NiftiReader reader(folder / "a.nii.gz");
  reader.skip(2);
  float out[2] = {};
  ASSERT_TRUE(reader.next({1, 23}, out));
  EXPECT_EQ(out[0], 2 * 24 + 1);
  EXPECT_EQ(out[1], 2 * 24 + 23);
  EXPECT_EQ(reader.position(), 3);
  EXPECT_EQ(read_nifti_volume(folder / "a.nii.gz", 4)[0], 4 * 24);
  EXPECT_ERROR(read_nifti_volume(folder / "a.nii.gz", 5), "has 5 volumes");
}

// As bgzip and pigz write them, with padding behind: members that end within header and volumes.
TEST(NiftiReader, MembersOfOneFileFollowEachOther) {
  const test::Folder folder;
  const auto values = test::counting<std::int16_t>(kValues);
  const std::string bytes = test::image_bytes(test::header1(), values);
  std::string packed;
  for (std::size_t at = 0; at < bytes.size(); at += 111) {
    test::save(folder / "part.gz", bytes.substr(at, 111));
    std::ifstream part(folder / "part.gz", std::ios::binary);
    packed.append(std::istreambuf_iterator<char>(part), {});
  }
  folder.write("a.nii.gz", packed + std::string(1000, '\0'));
  NiftiReader reader(folder / "a.nii.gz");
  base::VectorF volume;
  for (std::size_t t = 0; t < 5; ++t) {
    ASSERT_TRUE(reader.next(volume));
    for (std::size_t i = 0; i < 24; ++i)
      EXPECT_EQ(volume[static_cast<Index>(i)], values[t * 24 + i]);
  }
  EXPECT_FALSE(reader.next(volume));
}

TEST(NiftiReader, NanStaysNan) {
  const test::Folder folder;
  auto values = test::counting<float>(kValues);
  values[2] = std::numeric_limits<float>::quiet_NaN();
  values[5] = std::numeric_limits<float>::infinity();
  test::save(folder / "a.nii", test::image_bytes(test::header1(NIFTI_TYPE_FLOAT32, 32), values));
  const auto volume = read_nifti_volume(folder / "a.nii");
  EXPECT_TRUE(std::isnan(volume[2]));
  EXPECT_TRUE(std::isinf(volume[5]));
}

TEST(NiftiReader, HeaderAndImageInTwoFiles) {
  const test::Folder folder;
  auto h = test::header1();
  std::memcpy(h.magic, "ni1", 4);
  h.vox_offset = 0;
  const auto values = test::counting<std::int16_t>(kValues);
  test::save(folder / "a.hdr", std::string(reinterpret_cast<const char*>(&h), sizeof h));
  EXPECT_ERROR(read_nifti_header(folder / "a.hdr"), "without its image");
  test::save(folder / "a.img", std::string(reinterpret_cast<const char*>(values.data()),
                                           values.size() * sizeof values[0]));
  EXPECT_EQ(read_nifti_volume(folder / "a.hdr", 1)[0], 24);
}

TEST(NiftiReader, FallsBackOnQform) {
  const test::Folder folder;
  auto h = test::header1();
  h.sform_code = 0;
  h.qform_code = 1;
  h.pixdim[0] = -1;
  h.quatern_d = 1;  // half a turn about z
  h.qoffset_x = 7;
  test::save(folder / "a.nii", test::image_bytes(h, test::counting<std::int16_t>(kValues)));
  const auto affine = read_nifti_header(folder / "a.nii").grid.affine;
  Eigen::Matrix4d wanted = Eigen::Vector4d(-2, -2, -3, 1).asDiagonal();
  wanted(0, 3) = 7;
  EXPECT_LT((affine - wanted).cwiseAbs().maxCoeff(), 1e-6) << affine;
}

struct Written : testing::TestWithParam<const char*> {};

TEST_P(Written, ImageComesBack) {
  const test::Folder folder;
  Grid grid;
  grid.dims = {4, 3, 2};
  grid.affine << -2, 0.1, 0, 90, -0.1, 2, 0, -126, 0, 0, 2.5, -72, 0, 0, 0, 1;
  grid.code = 4;
  {
    NiftiWriter writer(folder / GetParam(), grid, 2, 1.5, NiftiWriter::Type::int16);
    writer.add(base::VectorF::LinSpaced(24, -3, 20));
    writer.add(base::VectorF::Constant(24, 1e6F));
    EXPECT_FALSE(std::filesystem::exists(folder / GetParam()));
    writer.finish();
  }
  const auto header = read_nifti_header(folder / GetParam());
  EXPECT_EQ(difference(header.grid, grid), "");
  EXPECT_EQ(header.grid.code, 4);
  EXPECT_DOUBLE_EQ(header.tr_s, 1.5);
  EXPECT_EQ(header.volumes, 2);
  EXPECT_EQ(read_nifti_volume(folder / GetParam(), 0), base::VectorF::LinSpaced(24, -3, 20));
  EXPECT_EQ(read_nifti_volume(folder / GetParam(), 1)[5], 32767);
}

INSTANTIATE_TEST_SUITE_P(Names, Written, testing::Values("a.nii", "a.nii.gz"));

TEST(NiftiWriter, MapOnALongLineIsNifti2) {
  const test::Folder folder;
  Grid grid;
  grid.dims = {40000, 1, 1};
  base::VectorF values = base::VectorF::LinSpaced(40000, 0, 1);
  values[7] = std::numeric_limits<float>::quiet_NaN();
  write_nifti_map(folder / "m.nii.gz", grid, values, "unit: r");
  const auto back = read_nifti_volume(folder / "m.nii.gz");
  EXPECT_EQ(back.tail(100), values.tail(100));
  EXPECT_TRUE(std::isnan(back[7]));
}

TEST(NiftiWriter, LeavesNothingBehind) {
  const test::Folder folder;
  Grid grid;
  grid.dims = {2, 2, 2};
  { NiftiWriter writer(folder / "a.nii", grid, 3, 1, NiftiWriter::Type::float32); }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_ERROR(write_nifti_map(folder / "no/such/a.nii", grid, base::VectorF::Zero(8)),
               "cannot write");
  EXPECT_ERROR(write_nifti_map(folder / "a.nii", grid, base::VectorF::Zero(7)), "does not fit");
}

TEST(Grid, DifferencesAreNamed) {
  Grid a, b;
  a.dims = b.dims = {2, 2, 2};
  b.affine(0, 3) = 5e-4;
  EXPECT_EQ(difference(a, b), "");
  b.affine(0, 3) = 1;
  EXPECT_TRUE(test::contains(difference(a, b), "[1 0 0 1]"));
  b.dims = {2, 2, 3};
  EXPECT_TRUE(
      test::contains(difference(a, b), "2 x 2 x 2 voxels of 1 x 1 x 1 mm against 2 x 2 x 3"));
}

// Means and single values by nibabel 5.4.2: np.asarray(nib.load(f).dataobj).
TEST(NiftiReader, RealScansAgreeWithNibabel) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
  NiftiReader functional(data / "nifti/functional.nii");
  EXPECT_EQ(functional.header().volumes, 20);
  EXPECT_DOUBLE_EQ(functional.header().tr_s, 2.0);
  base::VectorF volume;
  double sum = 0;
  while (functional.next(volume)) sum += volume.cast<double>().sum();
  EXPECT_NEAR(sum / (17 * 21 * 3 * 20), 3637.408513675239, 1e-3);
  EXPECT_NEAR(volume.cast<double>().mean(), 3630.3195827106356, 1e-3);
  EXPECT_NEAR(volume[5 + 17 * (7 + 21 * 1)], 3851.5889050364494, 1e-3);

  const auto anatomical = read_nifti_volume(data / "nifti/anatomical.nii");  // big-endian
  EXPECT_NEAR(anatomical.cast<double>().mean(), 8401.066725794532, 1e-6);
  EXPECT_EQ(anatomical[10 + 33 * (20 + 41 * 12)], 10872);

  const auto last = read_nifti_volume(data / "nifti/example4d.nii.gz", 1);
  EXPECT_NEAR(last.cast<double>().mean(), 172.90228610568576, 1e-6);
  EXPECT_EQ(last[60 + 128 * (50 + 96 * 12)], 457);
  const auto affine = read_nifti_header(data / "nifti/example4d.nii.gz").grid.affine;
  EXPECT_NEAR(affine(1, 2), -0.355528235, 1e-7);
  EXPECT_NEAR(affine(0, 3), 117.855103, 1e-5);
}

}  // namespace
}  // namespace encore::io
