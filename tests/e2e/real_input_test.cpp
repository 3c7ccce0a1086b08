// Real scans and recordings through a recipe, from NIfTI and sound to table and maps. The numbers
// mean nothing, since the scans have nothing to do with the recordings; the ways are real.
#include <cmath>
#include <cstdlib>

#include "core/io/nifti.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

fs::path recipe() { return fs::path(ENCORE_SOURCE_DIR) / "tests/real/recipe.yaml"; }

// The grid that a file names, and its first volume.
io::NiftiHeader header_of(const fs::path& file, base::VectorF& volume) {
  io::NiftiReader reader(file);
  EXPECT_TRUE(reader.next(volume)) << file;
  return reader.header();
}

class RealInput : public testing::Test {
 protected:
  void SetUp() override {
    if (shared.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
    const std::string command = std::string(ENCORE_REAL_DATA) + " '" + shared.string() + "' '" +
                                data.path().string() + "' > /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  const fs::path shared = real_data();
  const Folder data;
};

TEST_F(RealInput, GoesToTableAndMaps) {
  Place place({{"real", data.path().string()}});
  const auto out = place / "out";
  const auto done = run_encore({"run", recipe().string(), "--out", out.string()}, place.settings());
  ASSERT_EQ(done.exit, 0) << done.err;
  EXPECT_NE(done.out.find("(SIMULATED data)"), std::string::npos) << done.out;

  const auto scores = read_tsv(out / "scores.tsv");
  base::VectorF first;
  const auto scan = header_of(shared / "nifti/functional.nii", first);
  const auto r = values(out, "/encode/sub-01/mel/pearson_r");
  for (const char* model : {"mel", "mfcc", "chroma", "tempogram", "noise"}) {
    const double mean = score(scores, model, "whole-brain", "pearson_r_mean", "sub-01");
    EXPECT_LT(std::abs(mean), 0.5) << model;
    base::VectorF map;
    const auto at = out / "maps/sub-01" /
                    ("sub-01_desc-" + std::string(model) + "_stat-pearsonr_statmap.nii.gz");
    ASSERT_TRUE(fs::exists(at)) << at;
    const auto header = header_of(at, map);
    EXPECT_EQ(io::difference(header.grid, scan.grid), "") << at;
    EXPECT_EQ(header.grid.code, scan.grid.code) << at;
    EXPECT_EQ(map.size(), first.size());
    EXPECT_EQ(map.array().isFinite().count(), r.size()) << "one value a voxel of the mask";
  }
}

TEST_F(RealInput, ADamagedRecordingIsNamed) {
  Place place({{"real", data.path().string()}});
  fs::resize_file(data / "stimuli/glacier-bay-humpback.ogg", 100);
  const auto done =
      run_encore({"run", recipe().string(), "--out", (place / "out").string()}, place.settings());
  EXPECT_EQ(done.exit, 1);
  EXPECT_NE(done.err.find("glacier-bay-humpback.ogg"), std::string::npos) << done.err;
}

}  // namespace
}  // namespace encore::test
