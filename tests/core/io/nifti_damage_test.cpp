// Files that end early, are damaged, or hold more than their header says.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/base/random.hpp"
#include "core/io/image.hpp"
#include "core/io/nifti.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/core/io/make_nifti.hpp"

namespace encore::io {
namespace {

constexpr std::size_t kValues = 3 * 4 * 2 * 5;

TEST(DamagedNifti, TruncatedCompressedFileIsFoundWhereItEnds) {
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

TEST(DamagedNifti, DamagedCompressedDataAreAnError) {
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

TEST(DamagedNifti, BitsOfASmallCompressedFile) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz",
             test::image_bytes(test::header1(), test::counting<std::int16_t>(kValues)));
  std::vector<std::size_t> bits;  // every third, so each of a byte's
  for (std::size_t b = 0; b < 8 * std::filesystem::file_size(folder / "a.nii.gz"); b += 3)
    bits.push_back(b);
  expect_no_flip_is_silent(folder / "a.nii.gz", bits);
}

TEST(DamagedNifti, DamageInTheMiddleIsNeverReadAsValues) {
  const test::Folder folder;
  test::save(folder / "a.nii.gz", noisy_image(5));
  base::Random random(3);
  std::vector<std::size_t> bits(300);
  for (auto& b : bits) b = random.below(8 * std::filesystem::file_size(folder / "a.nii.gz"));
  expect_no_flip_is_silent(folder / "a.nii.gz", bits);
}

// The check sum stands behind volumes that are not asked for.
TEST(DamagedNifti, TheEndIsLookedAtWhereTheLastVolumesAreDropped) {
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

TEST(DamagedNifti, MoreThanTheHeaderSaysIsAnError) {
  const test::Folder folder;
  std::string bytes = noisy_image(5);
  bytes[40 + 2 * 4] = 4;  // dim[4]
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    test::save(folder / name, bytes);
    EXPECT_ERROR(volumes_of(folder / name),
                 "the header says 20 x 20 x 20 voxels and 4 volumes of "
                 "int16, but 16000 bytes follow, room for 1 more");
    EXPECT_ERROR(read_image({folder / name}, 0, 2, {0}), "16000 bytes follow");
  }
  EXPECT_ERROR(read_nifti_header(folder / "a.nii"), "16000 bytes follow");  // before any work
}

TEST(DamagedNifti, OnlyZerosToTheEndOfABlockMayFollow) {
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

}  // namespace
}  // namespace encore::io
