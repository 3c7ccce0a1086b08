// Blocks of a fit that are kept, lost and given back: the results are the same.
#include "core/encode/checkpoints.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "core/base/error.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/plugin/catalog.hpp"
#include "tests/core/encode/rows.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::encode {
namespace {

namespace fs = std::filesystem;

class Noise final : public data::Responses {
 public:
  Noise(Index rows, Index voxels) : y_(base::MatrixF::Random(rows, voxels)) {}
  const std::vector<data::Row>& rows() const override { return rows_; }
  Index voxels() const override { return y_.cols(); }
  base::MatrixF read(Index first, Index count) const override {
    ++reads;
    return y_.middleCols(first, count);
  }
  mutable int reads = 0;

 private:
  base::MatrixF y_;
  std::vector<data::Row> rows_;
};

// Blocks as folders of a temporary one; stops the fit after so many.
class Folders final : public Checkpoints {
 public:
  explicit Folders(fs::path root) : root_(std::move(root)) {}
  std::optional<fs::path> find(Index first, Index count) override {
    const auto folder = name(first, count);
    if (!fs::exists(folder)) return std::nullopt;
    ++found;
    return folder;
  }
  void keep(Index first, Index count, const std::function<void(const fs::path&)>& write) override {
    fs::create_directories(name(first, count));
    write(name(first, count));
    if (++kept == stop_after) throw base::Interrupted{};
  }
  int found = 0, kept = 0, stop_after = -1;

 private:
  fs::path name(Index first, Index count) const {
    return root_ / (std::to_string(first) + "-" + std::to_string(count));
  }
  fs::path root_;
};

class BlocksOfAFit : public ::testing::Test {
 protected:
  static constexpr Index kRows = 40, kTrain = 30, kVoxels = 3 * kLargeBlock + 100;
  BlocksOfAFit() : responses(kRows, kVoxels) {
    problem.responses = &responses;
    problem.rows = test::rows_of(kRows, kTrain, 10);
    problem.x_train = base::MatrixF::Random(kTrain, 6);
    problem.x_test = base::MatrixF::Random(kRows - kTrain, 6);
    problem.x_mean = column_means(problem.x_train);
    problem.fold = folds(problem.rows.train, {});
    problem.band_start = {0, 2, 6};
    problem.band_names = {"a", "b"};
  }
  // Every dataset of the file that encode writes.
  std::map<std::string, base::MatrixF> fit(Checkpoints* checkpoints) {
    plugin::Regression regression(*catalog.find("encore.ridge"),
                                  plugin::params_of(*catalog.find("encore.ridge"), "{}", {}), {});
    Watch watch;
    watch.checkpoints = checkpoints;
    watch.long_block = std::chrono::milliseconds(0);
    const auto file = folder.path() / "encode.h5";
    encode(problem, regression, file, watch);
    std::map<std::string, base::MatrixF> out;
    const io::H5File read(file, io::H5File::Mode::read);
    for (const char* name :
         {"/pearson_r", "/r2", "/alpha", "/cv_score", "/edge", "/r2_split", "/predictions"})
      out[name] = read.read_f(name);
    return out;
  }
  plugin::Catalog catalog = plugin::Catalog::scan(
      {fs::path(ENCORE_BINARY_DIR) / "lib/encore/plugins"}, plugin::program());
  plugin::TemporaryFolder folder;
  Noise responses;
  Problem problem;
};

// Bit by bit: a voxel without a correlation (constant prediction) is NaN in both.
bool same(const base::MatrixF& a, const base::MatrixF& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

TEST_F(BlocksOfAFit, StoppedAndContinuedGiveTheSame) {
  const auto whole = fit(nullptr);
  Folders checkpoints(folder.path() / "blocks");
  checkpoints.stop_after = 2;
  EXPECT_THROW(fit(&checkpoints), base::Interrupted);
  responses.reads = 0;
  checkpoints.stop_after = -1;
  const auto continued = fit(&checkpoints);
  EXPECT_EQ(checkpoints.found, 2);
  EXPECT_EQ(responses.reads, 2) << "only the blocks that were missing are fitted";
  for (const auto& [name, values] : whole) EXPECT_TRUE(same(values, continued.at(name))) << name;
}

}  // namespace
}  // namespace encore::encode
