// Headers that lie, or tell of what Encore does not read.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/base/random.hpp"
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
