#include "core/data/run_file.hpp"

#include <fstream>
#include <numeric>

#include "core/base/parallel.hpp"
#include "core/data/bids.hpp"
#include "core/data/rows.hpp"
#include "core/io/hdf5.hpp"
#include "tests/core/data/small_bids.hpp"
#include "tests/core/io/make_nifti.hpp"

namespace encore::data {
namespace {

TEST(RunFile, GivesThePreparedVoxelsOfTheMask) {
  test::SmallBids bids;
  bids.data.prepare.drop_leading_tr = 2;
  bids.data.mask.kind = recipe::Mask::Kind::all;
  const DataSet set = read_bids(bids.data);
  const auto& subject = set.subjects[0];
  Mask mask = make_mask(subject, bids.data);
  mask.voxels = {4, 50, 119};
  std::vector<std::filesystem::path> files;
  base::MatrixF wanted(3 * 18, 3);
  for (std::size_t r = 0; r < 3; ++r) {
    files.push_back(bids.folder / fmt::format("{}.h5", r));
    const auto done = prepare_run_file(subject.runs[r], mask, bids.data.prepare, files.back());
    EXPECT_EQ(done.volumes, 18);
    EXPECT_TRUE(done.warnings.empty());
    base::MatrixF raw(18, 3);
    for (Index v = 0; v < 18; ++v) {
      const auto volume = io::read_nifti_volume(subject.runs[r].image, v + 2);
      raw.row(v) << volume[4], volume[50], volume[119];
    }
    wanted.middleRows(static_cast<Index>(r) * 18, 18) = prepare_run(raw, 2, {}, bids.data.prepare);
  }
  const auto responses = open_responses(subject, rows(subject, set, bids.data.prepare), files);
  EXPECT_EQ(responses->voxels(), 3);
  EXPECT_EQ(responses->read(0, 3), wanted);
  EXPECT_EQ(responses->read(1, 1), wanted.col(1));
  files.pop_back();
  EXPECT_ERROR(open_responses(subject, responses->rows(), files), "has 3 runs, but 2 are prepared");
}

TEST(RunFile, LeavesNothingWhenItFails) {
  const test::SmallBids bids;
  const DataSet set = read_bids(bids.data);
  auto run = set.subjects[0].runs[0];
  Mask mask;
  mask.grid = test::small_grid();
  mask.voxels = {1};
  EXPECT_ERROR(prepare_run_file(run, mask, {}, bids.folder / "no/such.h5"), "cannot write");
  recipe::Prepare p;
  p.confounds = {{"trans_x", {}}};
  EXPECT_ERROR(prepare_run_file(run, mask, p, bids.folder / "a.h5"), "has no confounds file");
  run.volumes = 19;
  EXPECT_ERROR(prepare_run_file(run, mask, {}, bids.folder / "a.h5"), "has changed");
  run.volumes = 20;
  std::filesystem::resize_file(run.image, std::filesystem::file_size(run.image) - 900);
  EXPECT_ERROR(prepare_run_file(run, mask, {}, bids.folder / "a.h5"), "the file ends in volume 18");
  EXPECT_FALSE(std::filesystem::exists(bids.folder / "a.h5"));
}

TEST(RunFile, ThreadsDoNotMatter) {
  const test::SmallBids bids;
  const DataSet set = read_bids(bids.data);
  const auto& run = set.subjects[0].runs[0];
  Mask mask;
  mask.grid = test::small_grid();
  for (Index v = 0; v < 120; v += 2) mask.voxels.push_back(v);
  const auto prepared = [&](unsigned threads) {
    base::set_threads(threads);
    const auto path = bids.folder / fmt::format("{}.h5", threads);
    prepare_run_file(run, mask, {}, path);
    return io::H5File(path, io::H5File::Mode::read).read_f("responses");
  };
  const auto one = prepared(1);
  EXPECT_EQ(one, prepared(2));
  EXPECT_EQ(one, prepared(5));
  base::set_threads(0);
}

// Peak resident memory so far, in bytes.
double peak() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) * 1024;
  return 0;
}

// Lets the peak begin at what is resident now.
void reset_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

// 96 x 96 x 68 voxels and 100 volumes of int16 (125 MB, as a file of holes, and packed): memory
// follows the mask (here 5,000 voxels), not the image.
TEST(RunFile, MemoryDoesNotGrowWithTheRun) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "skipped: the sanitizer's own memory would be measured";
#endif
  const test::Folder folder;
  auto h = test::header1();
  h.dim[1] = h.dim[2] = 96;
  h.dim[3] = 68;
  h.dim[4] = 100;
  std::string head(352, '\0');
  std::memcpy(head.data(), &h, sizeof h);
  folder.write("big.nii", head);
  const std::size_t bytes = std::size_t{96} * 96 * 68 * 100 * 2;
  std::filesystem::resize_file(folder / "big.nii", 352 + bytes);
  test::save(folder / "big.nii.gz", head + std::string(bytes, '\0'));
  data::Run run;
  run.volumes = 100;
  run.tr_s = 1.5;
  for (const char* name : {"big.nii", "big.nii.gz"}) {
    run.image = folder / name;
    Mask mask;
    mask.grid = io::read_nifti_header(run.image).grid;
    mask.voxels.resize(5000);
    std::iota(mask.voxels.begin(), mask.voxels.end(), Index{300000});
    reset_peak();
    const double before = peak();
    const auto done = prepare_run_file(run, mask, {}, folder / (std::string(name) + ".h5"));
    const double grown = peak() - before;
    EXPECT_EQ(done.degenerate.constant, 5000);
    EXPECT_LT(grown, prepare_memory(run, mask, {}));
    EXPECT_LT(grown, 60e6);  // half of what the run alone would take
  }
}

}  // namespace
}  // namespace encore::data
