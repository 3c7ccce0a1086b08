// Data sets that are wrong: each is told what is wrong, where, and what to do; what could be
// finished is.
#include <cmath>

#include "tests/core/io/make_nifti.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

class WrongData : public testing::Test {
 protected:
  // A run that must end with `code` and say all of `parts` on standard error.
  void expect(int code, const Words& parts, const Words& more = {}) {
    const auto ended = lab.run(more);
    EXPECT_CODE(ended, code);
    for (const auto& part : parts) EXPECT_SAYS(ended.err, part);
    EXPECT_FALSE(contains(ended.err, "defect of Encore")) << ended.err;
  }
  static base::VectorF volume(float value) {
    return base::VectorF::Constant(small_grid().voxels(), value);
  }
  // Scan of 20 volumes of noise in which one voxel holds `value` at one moment.
  static void write_with(const fs::path& path, float value) {
    base::Random random(3);
    io::NiftiWriter writer(path, small_grid(), 20, 2, io::NiftiWriter::Type::float32);
    for (int v = 0; v < 20; ++v) {
      auto x = volume(0);
      for (auto& y : x) y = static_cast<float>(1000 + 10 * random.normal());
      if (v == 7) x(11) = value;
      writer.add(x);
    }
    writer.finish();
  }
  BidsPlace lab;
};

TEST_F(WrongData, IsRightBeforeItIsBroken) { expect(0, {}); }

TEST_F(WrongData, MissingFolder) {
  const auto ended =
      lab.place.run(lab.recipe, "out", {"--set", "data.source.path=/nowhere/at/all"});
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "/nowhere/at/all");
}

TEST_F(WrongData, UnknownSubject) {
  expect(2, {"sub-07", "sub-01"}, {"--set", "data.subjects=[sub-07]"});
}

TEST_F(WrongData, EventsWithoutAColumn) {
  lab.lab.set_events("train", 2, "onset\tgenre\n0\trock\n");
  expect(2, {"run-02_events.tsv", "duration"});
}

TEST_F(WrongData, EventsWithoutTheColumnOfAFeature) {
  expect(2, {"mood", "genre"}, {"--set", "features.genre.with.column=mood"});
}

TEST_F(WrongData, EventsAreMissing) {
  fs::remove(lab.lab.folder / (lab.lab.stem("test", 1) + "_events.tsv"));
  expect(2, {"events.tsv", "task-test"});
}

TEST_F(WrongData, ClipInTrainAndTest) {
  lab.lab.set_events("test", 1,
                     "onset\tduration\tgenre\ttrack\tstart\tend\n"
                     "0\t4\trock\t11\t1.5\t5.5\n4\t4\trock\t11\t1.5\t5.5\n");
  expect(2, {"rock.00011", "allow_shared_clips"});
}

// Onsets in another unit, or of another clock: fitted to silence otherwise.
TEST_F(WrongData, RunThatPlaysNothing) {
  lab.lab.set_events("train", 2,
                     "onset\tduration\tgenre\ttrack\tstart\tend\n"
                     "4000\t4000\trock\t20\t1.5\t5.5\n32000\t4000\trock\t21\t1.5\t5.5\n");
  expect(2, {"no event of sub-01 task-train_run-02 lies within its 40 s of scans",
             "recipe.yaml:5:", "they look like milliseconds"});
}

TEST_F(WrongData, RunsThatAreSelectedButNotThere) {
  expect(2, {"data.split.train: no run has run-9", "there are 01 and 02"},
         {"--set", "data.split.train={task: train, run: [1, 2, 9]}"});
  expect(2, {"data.split.train: no run has task-trian", "did you mean 'train'?"},
         {"--set", "data.split.train={task: [train, trian]}"});
  expect(2, {"data.split.test: no run has the entity 'tsak'", "did you mean 'task'?"},
         {"--set", "data.split.test={tsak: test}"});
}

TEST_F(WrongData, RecordingThatIsAFolder) {
  lab.recipe = lab.place.write("recipe.yaml",
                               replaced(kBidsRecipe, "noise: {use: encore.noise, with: {dims: 3}}",
                                        "noise: {use: encore.mel}"));
  fs::create_directories(lab.lab.folder / "stimuli/pop/pop.00000.wav");
  const auto stimuli = (lab.lab.folder / "stimuli").string();
  expect(2, {"recordings are missing", "pop.00000.wav (is a folder)"},
         {"--set", "data.stimuli={folder: " + stimuli + "}"});
}

TEST_F(WrongData, CeilingWithoutRepeats) {
  lab.lab.set_events("test", 1,
                     "onset\tduration\tgenre\ttrack\tstart\tend\n"
                     "0\t4\trock\t91\t1.5\t5.5\n4\t4\tpop\t92\t1.5\t5.5\n");
  expect(0, {});
  expect(2, {"--set ceiling", "repeats", "sub-01", "method: none"},
         {"--set", "ceiling={method: explainable-variance}"});
}

TEST_F(WrongData, RunsOfDifferentTr) {
  write_scan(lab.scan("train", 2), small_grid(), 20, 1.5, 2);
  expect(2, {"repetition time", "1.5", "run-02"});
}

TEST_F(WrongData, MaskOnAnotherGrid) {
  auto grid = small_grid();
  grid.dims = {6, 5, 5};
  io::write_nifti_map(lab.lab.folder / "other.nii.gz", grid, base::VectorF::Ones(grid.voxels()));
  expect(2, {"other.nii.gz", "6 x 5 x 5", "6 x 5 x 4"},
         {"--set", "data.mask=" + (lab.lab.folder / "other.nii.gz").string()});
}

TEST_F(WrongData, RunsOnDifferentGrids) {
  auto grid = small_grid();
  grid.affine(0, 3) = 40;
  write_scan(lab.scan("train", 2), grid, 20, 2, 2);
  expect(2, {"run-02", "grid"});
}

// The header of a plain file is held against its size before anything is read.
TEST_F(WrongData, TruncatedPlainScan) {
  const auto gz = lab.scan("train", 2);
  const auto plain = gz.parent_path() / gz.stem();
  write_scan(plain, small_grid(), 20, 2, 2);
  fs::remove(gz);
  expect(0, {});
  fs::resize_file(plain, fs::file_size(plain) - 1000);
  expect(2, {"run-02_bold.nii", "truncated"});
}

TEST_F(WrongData, HeaderThatLies) {
  auto h = header1(NIFTI_TYPE_FLOAT32, 32);
  h.dim[4] = 20;
  h.dim[1] = 30000;
  save(lab.scan("train", 2), image_bytes(h, counting<float>(2400)));
  expect(2, {"run-02_bold.nii.gz"});
}

// Found when it is read: the other subject's results are there, and after the repair only the
// rest is computed.
TEST_F(WrongData, TruncatedCompressedScan) {
  for (const char* part : {"train_run-01", "train_run-02", "test_run-01"})
    for (const char* end : {"_bold.nii.gz", "_events.tsv"}) {
      const auto name = "sub-01/func/sub-01_task-" + std::string(part) + end;
      auto other = lab.lab.folder / name;
      auto copy = lab.lab.folder / ("sub-02/func/sub-02_task-" + std::string(part) + end);
      fs::create_directories(copy.parent_path());
      fs::copy_file(other, copy);
    }
  const auto scan = lab.scan("train", 2);
  const auto whole = read(scan);
  std::ofstream(scan, std::ios::binary) << whole.substr(0, whole.size() / 2);
  expect(1, {"prepare/sub-01/task-train_run-02", "truncated", "tasks.tsv"});
  const auto out = lab.place / "out";
  auto state = states(out);
  EXPECT_EQ(state.at("prepare/sub-01/task-train_run-02"), "failed");
  EXPECT_EQ(state.at("prepare/sub-01/task-train_run-01"), "done");
  EXPECT_EQ(state.at("encode/sub-01/genre"), "skipped");
  EXPECT_EQ(state.at("encode/sub-02/genre"), "done");
  EXPECT_TRUE(io::H5File(out / "results.h5", io::H5File::Mode::read).has("/encode/sub-02/genre"));

  std::ofstream(scan, std::ios::binary) << whole;
  expect(0, {});
  state = states(out);
  EXPECT_EQ(state.at("prepare/sub-01/task-train_run-01"), "cached");
  EXPECT_EQ(state.at("encode/sub-02/genre"), "cached");
  // The two subjects are copies of each other, so the store has this result already.
  EXPECT_EQ(state.at("prepare/sub-01/task-train_run-02"), "cached");
  EXPECT_EQ(state.at("encode/sub-01/genre"), "cached");
}

TEST_F(WrongData, NanAndInfinityCostTheirVoxelOnly) {
  write_with(lab.scan("train", 1), std::nanf(""));
  write_with(lab.scan("test", 1), INFINITY);
  expect(0, {"1 of 120 voxels"});
  const io::H5File file(lab.place / "out" / "results.h5", io::H5File::Mode::read);
  const auto r = file.read_d("/encode/sub-01/noise/pearson_r");
  EXPECT_TRUE(std::isnan(r(11, 0)));
  EXPECT_EQ(r.array().isNaN().count(), 1);
}

TEST_F(WrongData, GridOfPenaltiesThatIsTooNarrow) {
  expect(0, {"end of the penalty grid", "genre 100 %", "widen `alphas`"},
         {"--set", "encode.regression.with.alphas=[1e5, 1e6]"});
}

TEST_F(WrongData, FolderThatCannotBeWritten) {
  lab.place.write("out", "a file stands where the folder should");
  expect(2, {"cannot make the folder", (lab.place / "out").string(), "--out"});
  fs::remove(lab.place / "out");
  lab.place.settings().environment["ENCORE_CACHE"] = "/dev/null/store";
  expect(2, {"/dev/null/store", "ENCORE_CACHE"});
}

}  // namespace
}  // namespace encore::test
