// Files that lie, end early or hold what Encore does not read.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>

#include "core/base/random.hpp"
#include "core/io/image.hpp"
#include "core/io/nifti.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_nifti.hpp"

namespace encore::io {
namespace {

constexpr std::size_t kValues = 3 * 4 * 2 * 5;

struct Lie {
  const char* name;
  std::function<void(nifti_1_header&)> tell;
  const char* message;
};

struct Lies : testing::TestWithParam<Lie> {};

TEST_P(Lies, AreErrors) {
  const test::Folder folder;
  auto h = test::header1();
  GetParam().tell(h);
  auto body = h;
  body.vox_offset = 352;  // where image_bytes puts the values
  std::string bytes = test::image_bytes(body, test::counting<std::int16_t>(kValues));
  std::memcpy(bytes.data(), &h, sizeof h);
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    test::save(folder / name, bytes);
    EXPECT_ERROR(read_nifti_header(folder / name), GetParam().message);
  }
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    Header, Lies,
    testing::Values(
        Lie{"MoreVolumes", [](auto& h) { h.dim[4] = 32000; }, "the file is truncated"},
        Lie{"HugeVolumes", [](auto& h) { h.dim[1] = h.dim[2] = h.dim[3] = 32767; }, "truncated"},
        Lie{"AbsurdSize", [](auto& h) { h.dim[1] = h.dim[2] = h.dim[3] = h.dim[4] = 32767; },
            "the header says 115"},
        Lie{"NegativeSize", [](auto& h) { h.dim[2] = -4; }, "dimension 2 has size -4"},
        Lie{"NoVolumes", [](auto& h) { h.dim[4] = 0; }, "dimension 4 has size 0"},
        Lie{"NoDimensions", [](auto& h) { h.dim[0] = 0; }, "0 dimensions"},
        Lie{"NineDimensions", [](auto& h) { h.dim[0] = 9; }, "9 dimensions"},
        Lie{"FiveDimensions", [](auto& h) { h.dim[0] = 5, h.dim[5] = 2; }, "3 or 4 are expected"},
        Lie{"NanAffine", [](auto& h) { h.srow_x[0] = kNan; }, "affine is not finite"},
        Lie{"FlatAffine", [](auto& h) { h.srow_z[2] = 0; }, "has no inverse"},
        Lie{"OffsetInHeader", [](auto& h) { h.vox_offset = 16; }, "begin at byte 16"},
        Lie{"OffsetNan", [](auto& h) { h.vox_offset = kNan; }, "begin at byte nan"},
        Lie{"OffsetFar", [](auto& h) { h.vox_offset = 1e9F; }, "truncated"},
        Lie{"Complex", [](auto& h) { h.datatype = NIFTI_TYPE_COMPLEX64; }, "complex"},
        Lie{"Colours", [](auto& h) { h.datatype = NIFTI_TYPE_RGB24; }, "colours"},
        Lie{"Float128", [](auto& h) { h.datatype = NIFTI_TYPE_FLOAT128; }, "128-bit"},
        Lie{"UnknownType", [](auto& h) { h.datatype = 77; }, "unknown data type 77"},
        Lie{"Analyze", [](auto& h) { h.magic[0] = 0; }, "ANALYZE"},
        Lie{"OtherFile", [](auto& h) { h.sizeof_hdr = 12; }, "is not a NIfTI image"}),
    [](const auto& lie) { return lie.param.name; });

TEST(BadNifti, MissingEmptyAndFolder) {
  const test::Folder folder;
  EXPECT_ERROR(read_nifti_header(folder / "absent.nii"), "there is no image");
  EXPECT_ERROR(read_nifti_header(folder.path()), "is a folder");
  EXPECT_ERROR(read_nifti_header(folder.write("empty.nii", "")), "has 0 bytes");
  EXPECT_ERROR(read_nifti_header(folder.write("text.nii", std::string(1000, 'x'))),
               "is not a NIfTI image");
}

TEST(BadNifti, TruncatedCompressedFileIsFoundWhereItEnds) {
  const test::Folder folder;
  auto h = test::header1();
  h.dim[1] = h.dim[2] = h.dim[3] = 20;
  std::vector<std::int16_t> values(20 * 20 * 20 * 5);
  base::Random random(1);
  for (auto& v : values) v = static_cast<std::int16_t>(random.bits());
  test::save(folder / "a.nii.gz", test::image_bytes(h, values));
  const auto size = std::filesystem::file_size(folder / "a.nii.gz");
  const auto drain = [&] {
    NiftiReader reader(folder / "a.nii.gz");
    base::VectorF volume;
    while (reader.next(volume)) {
    }
  };
  EXPECT_NO_THROW(drain());
  std::filesystem::resize_file(folder / "a.nii.gz", size - 4);  // only the check sum is cut
  EXPECT_ERROR(drain(), "the file ends in volume 5 of 5");
  std::filesystem::resize_file(folder / "a.nii.gz", size / 2);
  EXPECT_ERROR(drain(), "the file ends in volume 3 of 5");
  std::filesystem::resize_file(folder / "a.nii.gz", 100);
  EXPECT_ERROR(drain(), "truncated");
}

TEST(BadNifti, DamagedCompressedDataAreAnError) {
  const test::Folder folder;
  auto values = test::counting<std::int16_t>(kValues);
  test::save(folder / "a.nii.gz", test::image_bytes(test::header1(), values));
  std::fstream file(folder / "a.nii.gz", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-8, std::ios::end);  // the check sum
  file << "xxxx";
  file.close();
  EXPECT_ERROR(read_nifti_volume(folder / "a.nii.gz", 4), "damaged");
}

std::vector<base::VectorF> volumes_of(const std::filesystem::path& path) {
  NiftiReader reader(path);
  std::vector<base::VectorF> out;
  for (base::VectorF volume; reader.next(volume);) out.push_back(volume);
  return out;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// An image of 20 x 20 x 20 voxels whose values come as noise of six bits.
std::string noisy_image(int volumes) {
  auto h = test::header1();
  h.dim[1] = h.dim[2] = h.dim[3] = 20;
  h.dim[4] = static_cast<short>(volumes);
  std::vector<std::int16_t> values(20 * 20 * 20 * static_cast<std::size_t>(volumes));
  base::Random random(2);
  for (auto& v : values) v = static_cast<std::int16_t>(random.below(64));
  return test::image_bytes(h, values);
}

// Flips one bit of a compressed file, many times: reading it gives an error or what was written.
// (Some bits say nothing of the values: the time in gzip's header, what fills up the last byte.)
void expect_no_flip_is_silent(const std::filesystem::path& path,
                              const std::vector<std::size_t>& bits) {
  const std::string good = bytes_of(path);
  const auto written = volumes_of(path);
  int silent = 0, errors = 0;
  for (const std::size_t bit : bits) {
    std::string damaged = good;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    std::ofstream(path, std::ios::binary) << damaged;
    try {
      if (volumes_of(path) != written) ++silent;
    } catch (const base::Error&) {
      ++errors;
    }
  }
  EXPECT_EQ(silent, 0) << "of " << bits.size();
  EXPECT_GT(errors, static_cast<int>(bits.size() * 2 / 3));
}

TEST(BadNifti, BitsOfASmallCompressedFile) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz",
             test::image_bytes(test::header1(), test::counting<std::int16_t>(kValues)));
  std::vector<std::size_t> bits;  // every third, so each of a byte's
  for (std::size_t b = 0; b < 8 * std::filesystem::file_size(folder / "a.nii.gz"); b += 3)
    bits.push_back(b);
  expect_no_flip_is_silent(folder / "a.nii.gz", bits);
}

TEST(BadNifti, DamageInTheMiddleIsNeverReadAsValues) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz", noisy_image(5));
  base::Random random(3);
  std::vector<std::size_t> bits(300);
  for (auto& b : bits) b = random.below(8 * std::filesystem::file_size(folder / "a.nii.gz"));
  expect_no_flip_is_silent(folder / "a.nii.gz", bits);
}

// The check sum stands behind volumes that are not asked for.
TEST(BadNifti, TheEndIsLookedAtWhereTheLastVolumesAreDropped) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz", noisy_image(5));
  const std::vector<Index> places = {0, 17, 7999};
  EXPECT_EQ(read_image({folder / "a.nii.gz"}, 1, 2, places).rows(), 2);
  std::string bytes = bytes_of(folder / "a.nii.gz");
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 0x55);
  std::ofstream(folder / "a.nii.gz", std::ios::binary) << bytes;
  EXPECT_ERROR(read_image({folder / "a.nii.gz"}, 1, 2, places),
               "a.nii.gz: the compressed data are damaged");
  EXPECT_ERROR(read_nifti_volume(folder / "a.nii.gz", 0), "are damaged");
}

TEST(BadNifti, MoreThanTheHeaderSaysIsAnError) {
  const test::Folder folder;
  std::string bytes = noisy_image(5);
  bytes[40 + 2 * 4] = 4;  // dim[4]
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    test::save(folder / name, bytes);
    EXPECT_ERROR(volumes_of(folder / name),
                 "the header says 20 x 20 x 20 voxels and 4 volumes of "
                 "int16, but 16000 bytes follow, 1 volumes more");
    EXPECT_ERROR(read_image({folder / name}, 0, 2, {0}), "16000 bytes follow");
  }
  EXPECT_ERROR(read_nifti_header(folder / "a.nii"), "16000 bytes follow");  // before any work
}

TEST(BadNifti, OnlyZerosToTheEndOfABlockMayFollow) {
  const test::Folder folder;
  const std::string bytes = noisy_image(5);
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    test::save(folder / name, bytes + std::string(511, '\0'));
    EXPECT_EQ(volumes_of(folder / name).size(), 5U);
    test::save(folder / name, bytes + std::string(512, '\0'));
    EXPECT_ERROR(volumes_of(folder / name), "512 bytes follow");
    test::save(folder / name, bytes + "x");
    EXPECT_ERROR(volumes_of(folder / name), "1 bytes follow");
  }
}

// Any damage gives an image or an error, never a crash or a huge allocation.
TEST(BadNifti, RandomHeadersDoNoHarm) {
  const test::Folder folder;
  base::Random random(42);
  const auto values = test::counting<std::int16_t>(kValues);
  for (int round = 0; round < 1000; ++round) {
    std::string bytes = round % 2 == 0 ? test::image_bytes(test::header1(), values)
                                       : test::image_bytes(test::header2(), values);
    const std::size_t head = round % 2 == 0 ? 348 : 540;
    for (std::uint64_t i = 1 + random.below(4); i > 0; --i)
      bytes[random.below(head)] = static_cast<char>(random.below(256));
    if (random.below(4) == 0) bytes.resize(random.below(bytes.size()));
    const auto path = folder / "a.nii";
    test::save(path, bytes);
    try {
      NiftiReader reader(path);
      EXPECT_LE(reader.header().grid.voxels() * reader.header().volumes,
                static_cast<Index>(bytes.size()));
      base::VectorF volume;
      while (reader.next(volume)) {
      }
    } catch (const base::Error&) {
    }
  }
}

}  // namespace
}  // namespace encore::io
