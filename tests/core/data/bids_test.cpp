#include "core/data/bids.hpp"

#include <algorithm>

#include "core/data/rows.hpp"
#include "tests/core/data/small_bids.hpp"

namespace encore::data {
namespace {

using test::SmallBids;

TEST(ReadBids, FindsRunsClipsAndTime) {
  const SmallBids bids;
  const DataSet set = read_bids(bids.data);
  ASSERT_EQ(set.subjects.size(), 1U);
  const auto& runs = set.subjects[0].runs;
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[0].label, "task-train_run-01");
  EXPECT_EQ(runs[2].label, "task-test_run-01");
  EXPECT_TRUE(runs[2].test);
  EXPECT_EQ(runs[0].volumes, 20);
  EXPECT_DOUBLE_EQ(runs[0].tr_s, 2);
  EXPECT_EQ(set.clips.size(), 25U);
  const Clip& clip = set.clips[runs[0].events[0].clip];
  EXPECT_EQ(clip.id, "rock.00010");
  EXPECT_DOUBLE_EQ(clip.start_s, 1.5);
  EXPECT_EQ(clip.columns.at("genre"), "rock");
  EXPECT_TRUE(clip.file.empty());
  EXPECT_EQ(runs[2].events[7].repeat, 1);
}

TEST(ReadBids, RowsSayWhatWasHeard) {
  SmallBids bids;
  bids.data.prepare.drop_leading_tr = 3;
  bids.data.prepare.drop_trailing_tr = 1;
  const DataSet set = read_bids(bids.data);
  const auto all = rows(set.subjects[0], set, bids.data.prepare);
  ASSERT_EQ(all.size(), 3U * 16U);
  // Volume 3 begins at 6 s: the second volume of the clip from 4 to 8 s.
  EXPECT_EQ(set.clips[static_cast<std::size_t>(all[0].clip)].id, "rock.00011");
  EXPECT_EQ(all[0].offset, 1);
  EXPECT_EQ(all[1].offset, 0);
  // The first clip of the test run lies in the dropped volumes, so it is heard once.
  const auto pop0 = [&](const Row& r) {
    return r.clip >= 0 && set.clips[static_cast<std::size_t>(r.clip)].id == "pop.00000";
  };
  const auto it = std::find_if(all.begin(), all.end(), pop0);
  ASSERT_NE(it, all.end());
  EXPECT_EQ(it->repeat, 0);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), pop0), 2);
}

TEST(ReadBids, SidecarsAreInherited) {
  const SmallBids bids;
  bids.folder.write("task-train_bold.json", R"({"TaskName": "x"})");
  bids.folder.write("bold.json", R"({"RepetitionTime": 2.01})");
  bids.folder.write(bids.stem("train", 2) + "_bold.json", R"({"RepetitionTime": 1.999})");
  EXPECT_ERROR(
      read_bids(bids.data),
      "task-train_run-01 has a repetition time of 2.01 s, but task-train_run-02 of 1.999 s");
}

TEST(ReadBids, HeaderAndSidecarMustAgreeOnTime) {
  const SmallBids bids;
  bids.folder.write("task-test_bold.json", R"({"RepetitionTime": 2.5})");
  EXPECT_ERROR(read_bids(bids.data), "the header says a repetition time of 2 s, the sidecar 2.5 s");
  bids.folder.write("task-test_bold.json", R"({"RepetitionTime": 2.0})");
  test::write_scan(bids.folder / (bids.stem("test", 1) + "_bold.nii.gz"), test::small_grid(), 20,
                   2000);
  const DataSet set = read_bids(bids.data);
  EXPECT_DOUBLE_EQ(set.subjects[0].runs[2].tr_s, 2);
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(set.warnings[0], "wrong unit"));
  std::filesystem::remove(bids.folder / "task-test_bold.json");
  EXPECT_ERROR(read_bids(bids.data), "says a repetition time of 2000 s");
}

TEST(ReadBids, SidecarsInMilliseconds) {
  const SmallBids bids;
  bids.folder.write("task-test_bold.json", R"({"RepetitionTime": 2000})");
  const DataSet set = read_bids(bids.data);
  EXPECT_DOUBLE_EQ(set.subjects[0].runs[2].tr_s, 2);
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(set.warnings[0],
                             "the sidecar's repetition time 2000 s is in the wrong unit; the "
                             "header's 2 s is used"));
  test::write_scan(bids.folder / (bids.stem("test", 1) + "_bold.nii.gz"), test::small_grid(), 20,
                   0);
  EXPECT_ERROR(read_bids(bids.data), "in seconds, not milliseconds");
}

TEST(ReadBids, EventsLongerThanTheirRecording) {
  const SmallBids bids;
  bids.set_events("train", 1,
                  "onset\tduration\tgenre\ttrack\tstart\tend\n0\t4\trock\t3\t9\t13\n"
                  "4\t15\trock\t4\t0\t3\n");
  const DataSet set = read_bids(bids.data);
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(set.warnings[0], "1 of 2 events last longer or shorter"));
  EXPECT_TRUE(test::contains(set.warnings[0], "at 4 s (15 s against 3 s)"));
}

// A link to itself is a folder that cannot be read, for the superuser as well.
TEST(ReadBids, FoldersThatCannotBeRead) {
  const SmallBids bids;
  std::filesystem::create_directory(bids.folder / "sub-02");
  std::filesystem::create_directory_symlink("func", bids.folder / "sub-02" / "func");
  EXPECT_ERROR(read_bids(bids.data), "sub-02/func: Too many levels of symbolic links");
}

TEST(ReadBids, RunsOfASubjectAreAlike) {
  const SmallBids bids;
  auto grid = test::small_grid();
  grid.affine(1, 3) += 1;
  const auto scan = bids.folder / (bids.stem("train", 2) + "_bold.nii.gz");
  test::write_scan(scan, grid, 20, 2);
  EXPECT_ERROR(read_bids(bids.data), "lie on different grids: the same size, but affine");
  grid.dims[2] = 7;
  test::write_scan(scan, grid, 20, 2);
  EXPECT_ERROR(read_bids(bids.data), "6 x 5 x 4 voxels of 2 x 2 x 3 mm against 6 x 5 x 7");
}

TEST(ReadBids, WrongRunsAreNamedAllAtOnce) {
  const SmallBids bids;
  bids.set_events("train", 1, "onset\tduration\tsong\n0\t4\tx\n");
  std::filesystem::remove(bids.folder / (bids.stem("train", 2) + "_events.tsv"));
  bids.folder.write(bids.stem("test", 1) + "_bold.nii.gz", "no image");
  try {
    read_bids(bids.data);
    FAIL();
  } catch (const base::DiagnosedError& e) {
    ASSERT_EQ(e.list().size(), 3U);
    EXPECT_TRUE(test::contains(e.list()[0].message, "less than a NIfTI header"));
    EXPECT_TRUE(test::contains(e.list()[1].message, "its columns are onset, duration and song"));
    EXPECT_TRUE(test::contains(e.list()[2].message, "sub-01 task-train_run-02 has no events file"));
    EXPECT_EQ(e.list()[0].at.line, 5);
  }
}

TEST(ReadBids, SplitMistakes) {
  SmallBids bids;
  bids.data.split.test.entities = {{"task", {"test"}}, {"run", {"2"}}};  // each is there
  EXPECT_ERROR(read_bids(bids.data), "sub-01 has no test runs");
  bids.data.split.test.entities = {{"task", {"train"}}};
  EXPECT_ERROR(read_bids(bids.data), "is both a training and a test run");
  bids.data.split.test.entities = {{"task", {"train"}}, {"run", {"2"}}};
  bids.data.split.train.entities = {};
  const DataSet set = read_bids(bids.data);
  EXPECT_EQ(set.subjects[0].runs.size(), 3U);
  EXPECT_EQ(set.subjects[0].runs[2].label, "task-train_run-02");
}

// Sides that the recipe leaves open.
TEST(ReadBids, SplitByDefault) {
  SmallBids bids;
  const auto test_runs = [&] {
    std::string out;
    const DataSet set = read_bids(bids.data);
    for (const auto& run : set.subjects[0].runs)
      if (run.test) out += run.label + " ";
    return out;
  };
  bids.data.split.train.entities = bids.data.split.test.entities = {};
  EXPECT_EQ(test_runs(), "task-test_run-01 ");  // its name begins with "test"
  bids.data.split.train.entities = {{"run", {"2"}}};
  EXPECT_EQ(test_runs(), "task-test_run-01 task-train_run-01 ");
}

TEST(ReadBids, Subjects) {
  SmallBids bids;
  bids.data.subjects = {{"sub-02", {"recipe.yaml", 6, 2, 3}}};
  EXPECT_ERROR(read_bids(bids.data), "did you mean 'sub-01'?");
  bids.data.subjects = {{"01", {}}};
  EXPECT_EQ(read_bids(bids.data).subjects[0].id, "sub-01");
  bids.data.source.path.value += "/nowhere";
  EXPECT_ERROR(read_bids(bids.data), "does not exist");
}

TEST(ReadBids, SharedAndMovedClips) {
  SmallBids bids;
  // The recording of pop.00003, from another start, in a training run.
  bids.set_events("train", 1,
                  "onset\tduration\tgenre\ttrack\tstart\tend\n0\t4\tpop\t3\t9\t13\n"
                  "4\t4\trock\t3\t9\t13\n");
  EXPECT_ERROR(read_bids(bids.data), "clip pop.00003 is heard in training (task-train_run-01)");
  bids.data.split.allow_shared_clips = true;
  const DataSet set = read_bids(bids.data);
  std::vector<std::string> ids;
  for (const auto& clip : set.clips) ids.push_back(clip.id);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "pop.00003@9"), 1);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "pop.00003@1.5"), 1);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "pop.00003"), 0);
  bids.data.prepare.drop_leading_tr = 2;  // the moved clip is a lead-in now
  bids.data.split.allow_shared_clips = false;
  EXPECT_NO_THROW(read_bids(bids.data));
}

TEST(ReadBids, DroppingEverythingIsAnError) {
  SmallBids bids;
  bids.data.prepare.drop_leading_tr = 19;
  EXPECT_ERROR(read_bids(bids.data), "has 20 volumes, and 19 of them are dropped");
}

TEST(ReadBids, MissingRecordingsAreListed) {
  SmallBids bids;
  bids.folder.write("stimuli/rock/rock.00010.wav", "");
  bids.data.stimuli.folder.value = (bids.folder / "stimuli").string();
  const auto missing = missing_recordings(read_bids(bids.data));
  EXPECT_EQ(missing.size(), 24U);
  EXPECT_TRUE(test::contains(missing[0], "stimuli/pop/pop.00000.wav"));
}

// Things of which `rock.00011.wav` and the like can be made that are no recordings.
TEST(ReadBids, RecordingsThatCannotBeReadSayWhy) {
  SmallBids bids;
  for (int track = 10; track < 30; ++track)
    bids.folder.write(fmt::format("stimuli/rock/rock.{:05d}.wav", track), "");
  bids.folder.write("stimuli/pop", "a file where the folder should be");
  const auto rock = bids.folder / "stimuli/rock";
  for (const char* name : {"rock.00011.wav", "rock.00012.wav", "rock.00013.wav"})
    std::filesystem::remove(rock / name);
  std::filesystem::create_directory(rock / "rock.00011.wav");
  std::filesystem::create_symlink("rock.00012.wav", rock / "rock.00012.wav");
  bids.data.stimuli.folder.value = (bids.folder / "stimuli").string();
  const auto missing = missing_recordings(read_bids(bids.data));
  ASSERT_EQ(missing.size(), 8U);
  EXPECT_TRUE(test::contains(missing[0], "pop/pop.00000.wav (Not a directory)")) << missing[0];
  EXPECT_TRUE(test::contains(missing[5], "rock.00011.wav (is a folder)")) << missing[5];
  EXPECT_TRUE(test::contains(missing[6], "rock.00012.wav (Too many levels")) << missing[6];
  EXPECT_TRUE(missing[7].ends_with("rock.00013.wav")) << missing[7];
}

TEST(ReadBids, FoldersOfStimuliThatCannotBeRead) {
  SmallBids bids;
  const auto stimuli = bids.folder / "stimuli";
  std::filesystem::create_directory_symlink("stimuli", stimuli);
  bids.data.stimuli.folder = {stimuli.string(), {"recipe.yaml", 9, 1, 4}};
  try {
    read_bids(bids.data);
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.at().line, 9);
    EXPECT_TRUE(test::contains(e.what(), "cannot read the folder of stimuli " + stimuli.string()));
    EXPECT_TRUE(test::contains(e.what(), "Too many levels of symbolic links"));
  }
}

}  // namespace
}  // namespace encore::data
