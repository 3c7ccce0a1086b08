// A full disk: a small file system of its own where that may be mounted, else a limit on the size
// of files.
#include <sys/mount.h>

#include <memory>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

// A file system of so many bytes, for as long as it lives.
class SmallDisk {
 public:
  SmallDisk(const std::filesystem::path& folder, std::size_t bytes) : folder_(folder) {
    std::filesystem::create_directories(folder);
    const auto size = "size=" + std::to_string(bytes);
    mounted_ = ::mount("tmpfs", folder.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    ArraysLab lab;
    lab.voxels_a_region = 300;
    lab.write(place);
    recipe = place.write("recipe.yaml", kSmallRecipe);
  }
  void expect_recovery() {
    ASSERT_CODE(place.run(recipe, "out"), 0);
    EXPECT_EQ(states(place / "out").at("features/music"), "cached") << "it was finished before";
    const Place other;
    ArraysLab lab;
    lab.voxels_a_region = 300;
    lab.write(other);
    ASSERT_CODE(other.run(other.write("recipe.yaml", kSmallRecipe), "out"), 0);
    EXPECT_EQ(read(place / "out" / "scores.tsv"), read(other / "out" / "scores.tsv"));
  }
  Place place;
  std::filesystem::path recipe;
};

// The predictions (900 voxels x 120 rows, 432 kB) do not fit; the features (12 kB) do.
TEST_F(FullDisk, OfTheStoreKeepsWhatWasFinished) {
  place.settings().file_limit = 150'000;
  const auto ended = place.run(recipe, "out");
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "failed: encode/sub-001/music");
  EXPECT_SAYS(ended.err, "encode.h5");
  EXPECT_FALSE(contains(ended.err, "defect")) << ended.err;
  EXPECT_TRUE(std::filesystem::is_empty(place.store() / "tmp")) << "what was half-written is gone";
  place.settings().file_limit = 0;
  expect_recovery();
}

TEST_F(FullDisk, OfTheStoreOnASmallFileSystem) {
  auto disk = std::make_unique<SmallDisk>(place.store(), 600'000);
  if (!disk->mounted()) GTEST_SKIP() << "skipped: no file system can be mounted here";
  const auto ended = place.run(recipe, "out");
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "failed: encode/sub-001/");
  EXPECT_SAYS(ended.err, "No space left on device");
}

// What is in the store stays there when the run folder is full.
TEST_F(FullDisk, OfTheRunFolder) {
  const SmallDisk disk(place / "out", 60'000);
  if (!disk.mounted()) GTEST_SKIP() << "skipped: no file system can be mounted here";
  const auto ended = place.run(recipe, "out");
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "results.h5");
  EXPECT_SAYS(ended.err, "No space left on device");
  EXPECT_FALSE(contains(ended.err, "defect")) << ended.err;
  ASSERT_CODE(place.run(recipe, "elsewhere"), 0);
  for (const auto& [id, state] : states(place / "elsewhere")) EXPECT_EQ(state, "cached") << id;
}

}  // namespace
}  // namespace encore::test
