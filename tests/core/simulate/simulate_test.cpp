#include "core/simulate/simulate.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/io/nifti.hpp"
#include "core/io/table.hpp"
#include "core/simulate/preset.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::simulate {
namespace {

namespace fs = std::filesystem;

// Twelve recordings of four seconds, two runs.
Preset smallest() {
  Preset preset;
  preset.name = "smallest";
  preset.training_runs = 1;
  preset.test_clips = 2;
  preset.repeats = 2;
  preset.clip_s = 3;
  preset.track_s = 4;
  return preset;
}

Report make(const fs::path& dir, std::uint64_t seed = 1, bool force = false) {
  return simulate({.dir = dir, .preset = "", .design = "", .seed = seed, .force = force},
                  smallest(), {});
}

// Hash of every file, by its path below the folder.
std::map<std::string, std::string> hashes(const fs::path& dir) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    if (entry.is_regular_file())
      out[fs::relative(entry.path(), dir).string()] = base::sha256_file(entry.path());
  return out;
}

TEST(Simulate, WritesACompleteDataSetThatSaysItIsSimulated) {
  const test::Folder folder;
  const auto dir = folder / "lab";
  const Report report = make(dir);
  EXPECT_EQ(report.recordings, 12U);
  EXPECT_EQ(report.volumes, 22 + 10);
  EXPECT_GT(report.bytes, 1e6);
  const auto json = nlohmann::json::parse(base::read_text(dir / "dataset_description.json"));
  EXPECT_TRUE(json["Name"].get<std::string>().starts_with("SIMULATED"));
  EXPECT_EQ(json["GeneratedBy"][0]["Name"], "encore simulate");
  EXPECT_TRUE(test::contains(base::read_text(dir / "README"), "SIMULATED"));

  const auto events = io::read_table(dir / "sub-001/func/sub-001_task-Test_run-01_events.tsv");
  ASSERT_EQ(events.rows.size(), 5U);
  for (const auto& row : events.rows) {
    const std::string genre(io::unquoted(row[events.column("genre")]));
    EXPECT_NE(genre, row[events.column("genre")]) << "genres stand in quotes";
    const auto wav = fmt::format("{}.{:05d}.wav", genre, std::stoi(row[events.column("track")]));
    EXPECT_TRUE(fs::exists(dir / "stimuli" / genre / wav)) << wav;
    EXPECT_FALSE(row[events.column("mode")].empty());
  }
  EXPECT_EQ(io::read_table(dir / "captions.csv").rows.size(), 12U);
  EXPECT_EQ(io::read_table(dir / "stimuli/facts.tsv").rows.size(), 12U);
  const auto header =
      io::read_nifti_header(dir / "sub-001/func/sub-001_task-Training_run-01_bold.nii.gz");
  EXPECT_EQ(header.volumes, 22);
  EXPECT_EQ(header.tr_s, 1.5);
  EXPECT_EQ(io::difference(header.grid, io::read_nifti_header(dir / "atlas.nii.gz").grid), "");
  EXPECT_EQ(io::read_nifti_volume(dir / "atlas/sub-001.nii.gz"),
            io::read_nifti_volume(dir / "atlas.nii.gz"));
  EXPECT_EQ(base::read_text(dir / "atlas/atlas.tsv"), base::read_text(dir / "atlas.tsv"));
}

TEST(Simulate, TruthAgreesWithTheAtlas) {
  const test::Folder folder;
  make(folder / "lab");
  const auto truth =
      nlohmann::json::parse(base::read_text(folder / "lab/derivatives/truth/truth.json"));
  const auto atlas = io::read_nifti_volume(folder / "lab/atlas.nii.gz");
  const auto mask = io::read_nifti_volume(folder / "lab/mask.nii.gz");
  EXPECT_EQ(mask.sum(), 320);
  const auto table = io::read_table(folder / "lab/atlas.tsv");
  ASSERT_EQ(truth["regions"].size(), table.rows.size());
  EXPECT_EQ(truth["test_repeats"], 2);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& region = truth["regions"][r];
    EXPECT_EQ(region["name"], table.rows[r][table.column("name")]);
    const auto label = static_cast<float>(*table.real(r, table.column("index")));
    EXPECT_EQ(region["subjects"]["sub-001"]["voxels"], (atlas.array() == label).count());
    EXPECT_EQ(region["should_be_won_by"].empty(), region["explainable_variance"] == 0.0);
  }
}

TEST(Simulate, TheSameSeedGivesTheSameBytesForAnyNumberOfThreads) {
  const test::Folder folder;
  base::set_threads(1);
  make(folder / "one");
  base::set_threads(3);
  make(folder / "three");
  make(folder / "other", 2);
  base::set_threads(0);
  const auto one = hashes(folder / "one"), three = hashes(folder / "three");
  EXPECT_EQ(one, three);
  EXPECT_NE(one, hashes(folder / "other"));
}

TEST(Simulate, GoesOnWhereItStopped) {
  const test::Folder folder;
  const auto dir = folder / "lab";
  make(dir);
  const auto before = hashes(dir);
  fs::remove(dir / "dataset_description.json");
  fs::remove(dir / "sub-001/func/sub-001_task-Test_run-01_bold.nii.gz");
  fs::remove(dir / "stimuli/facts.tsv");
  folder.write("lab/sub-001/func/x_bold.nii.gz.tmp-1-2", "half");
  const auto kept = dir / "sub-001/func/sub-001_task-Training_run-01_bold.nii.gz";
  const auto written = fs::last_write_time(kept);
  EXPECT_FALSE(make(dir).was_complete);
  EXPECT_EQ(hashes(dir), before);
  EXPECT_EQ(fs::last_write_time(kept), written);
  EXPECT_TRUE(make(dir).was_complete);
}

TEST(Simulate, AStopLeavesAFolderThatCanBeFinished) {
  const test::Folder folder;
  const auto dir = folder / "lab";
  const base::Progress stop = [](double fraction, std::string_view) {
    if (fraction > 0.2) throw base::Interrupted();
  };
  EXPECT_THROW(simulate({.dir = dir, .preset = "", .design = ""}, smallest(), stop),
               base::Interrupted);
  EXPECT_FALSE(fs::exists(dir / "dataset_description.json"));
  make(dir);
  make(folder / "straight");
  EXPECT_EQ(hashes(dir), hashes(folder / "straight"));
}

TEST(Simulate, RefusesWhatIsNotItsOwn) {
  const test::Folder folder;
  folder.write("mine/thesis.txt", "years of work");
  EXPECT_ERROR(make(folder / "mine", 1, true), "is not empty");
  EXPECT_EQ(base::read_text(folder / "mine/thesis.txt"), "years of work");
  EXPECT_ERROR(make(folder / "mine/thesis.txt"), "is a file");
  make(folder / "lab", 1);
  EXPECT_ERROR(make(folder / "lab", 2), "other settings");
  EXPECT_FALSE(make(folder / "lab", 2, true).was_complete);
  EXPECT_ERROR(simulate({.dir = folder / "x", .preset = "huge", .design = ""}), "no preset 'huge'");
  EXPECT_FALSE(fs::exists(folder / "x"));
}

TEST(Simulate, TakesADesignFromAnotherDataSet) {
  const test::Folder folder;
  const std::string events =
      "onset\tduration\tgenre\ttrack\tstart\tend\n0\t3\t'jazz'\t7\t1\t4\n"
      "3\t3\t'rock'\t8\t0.5\t3.5";
  folder.write("real/sub-07/func/sub-07_task-test_run-1_events.tsv", events);
  folder.write("real/sub-07/func/sub-07_task-test_run-1_bold.json", R"({"RepetitionTime": 2})");
  const Report report =
      simulate({.dir = folder / "lab", .preset = "", .design = folder / "real"}, smallest(), {});
  EXPECT_EQ(report.subjects, 1U);
  EXPECT_EQ(report.volumes, 3);
  EXPECT_EQ(report.design, "real");
  const auto func = folder / "lab/sub-07/func";
  EXPECT_EQ(base::read_text(func / "sub-07_task-test_run-1_events.tsv"), events);
  EXPECT_EQ(io::read_nifti_header(func / "sub-07_task-test_run-1_bold.nii.gz").tr_s, 2);
  EXPECT_TRUE(fs::exists(folder / "lab/stimuli/jazz/jazz.00007.wav"));
  folder.write("real/sub-07/func/sub-07_task-test_run-1_bold.json", R"({"RepetitionTime": 1})");
  EXPECT_ERROR(
      simulate({.dir = folder / "lab", .preset = "", .design = folder / "real"}, smallest(), {}),
      "other settings");
}

}  // namespace
}  // namespace encore::simulate
