#include "core/data/events.hpp"

#include "core/data/bids_name.hpp"
#include "core/data/captions.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

std::vector<Played> read(const std::string& text, const std::string& file = "") {
  const test::Folder folder;
  recipe::Stimuli stimuli;
  stimuli.file.value = file;
  return read_events(folder.write("events.tsv", text), stimuli);
}

TEST(ReadEvents, GtzanColumns) {
  const auto events = read(
      "onset\tduration\tgenre\ttrack\tstart\tend\n"
      "15\t15\t'disco'\t11\t1.74\t16.74\n"
      "0\t15\t'metal'\t78\t2\t17");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].id, "metal.00078");  // in order of onset
  EXPECT_EQ(events[1].id, "disco.00011");
  EXPECT_EQ(events[1].recording, "disco/disco.00011.wav");
  EXPECT_DOUBLE_EQ(events[1].start_s, 1.74);
  EXPECT_NEAR(events[1].clip_s, 15, 1e-9);
  EXPECT_EQ(events[1].columns.at("genre"), "disco");
  EXPECT_EQ(events[1].columns.count("onset"), 0U);
}

TEST(ReadEvents, ForgottenQuotesOfAQuotedColumn) {
  const auto events = read(
      "onset\tduration\tgenre\ttrack\tband\n"
      "0\t15\tjazz'\t58\tthe girls'\n"
      "15\t15\t'rock'\t1\tx\n");
  EXPECT_EQ(events[0].id, "jazz.00058");
  EXPECT_EQ(events[0].columns.at("band"), "the girls'");
}

TEST(ReadEvents, StimFileAndSilence) {
  const auto events = read(
      "onset\tduration\ttrial_type\tstim_file\n"
      "0\t10\tmusic\tset a/one.v2.ogg\n"
      "10\t5\trest\tn/a\n"
      "15\t8\tmusic\tset a/two.ogg\n");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].id, "set a/one.v2");
  EXPECT_EQ(events[0].recording, "set a/one.v2.ogg");
  EXPECT_DOUBLE_EQ(events[1].clip_s, 8);
  EXPECT_DOUBLE_EQ(events[1].start_s, 0);
}

TEST(ReadEvents, TemplateOfTheRecipe) {
  const auto events =
      read("onset\tduration\tgenre\ttrack\n0\t15\t'pop'\t007\n", "{genre}/x.{track:03d}.au");
  EXPECT_EQ(events[0].recording, "pop/x.007.au");
  EXPECT_EQ(events[0].id, "pop.00007");
  const auto plain = read("onset\tduration\tsong\n0\t15\tabba\n", "{song}.mp3");
  EXPECT_EQ(plain[0].id, "abba");
}

TEST(ReadEvents, Mistakes) {
  EXPECT_ERROR(read("duration\tgenre\ttrack\n1\tx\t1\n"), "has no column 'onset'");
  EXPECT_ERROR(
      read("onset\tduration\tgenre\n0\t1\tx\n"),
      "does not say what was played: it has neither the column 'stim_file' nor 'genre' and "
      "'track'; its columns are onset, duration and genre");
  EXPECT_ERROR(read("onset\tduration\tgenre\ttrack\n0\t1\tx\tone\n"),
               "line 2: 'one' in column 'track' is not a whole number");
  EXPECT_ERROR(read("onset\tduration\tgenre\ttrack\nn/a\t1\tx\t1\n"),
               "line 2: the column 'onset' is empty");
  EXPECT_ERROR(read("onset\tduration\tgenre\ttrack\n0\tn/a\tx\t1\n"),
               "the column 'duration' is empty");
  EXPECT_ERROR(read("onset\tduration\tgenre\ttrack\n0\t0\tx\t1\n"), "the duration not 0");
  EXPECT_ERROR(read("onset\tduration\tgenre\ttrack\tstart\tend\n0\t1\tx\t1\t5\t4\n"),
               "ends at 4 s");
  EXPECT_ERROR(read("onset\tduration\tsong\n0\t1\tx\n", "{sung}.wav"), "has no column 'sung'");
  EXPECT_ERROR(read("onset\tduration\tsong\n0\t1\tx\n", "{song:>5}.wav"), "is not understood");
  EXPECT_ERROR(read("onset\tduration\tsong\n0\t1\tx\n", "{song"), "not closed");
}

TEST(BidsName, TakesNamesApart) {
  const auto name =
      parse_bids_name("sub-01_ses-2_task-Test_run-02_space-MNI_desc-preproc_bold.nii.gz");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->entity("task"), "Test");
  EXPECT_EQ(name->suffix, "bold");
  EXPECT_EQ(name->extension, ".nii.gz");
  EXPECT_EQ(run_label(*name), "ses-2_task-Test_run-02");
  EXPECT_TRUE(matches(*name, {{{"run", {"1", "2"}}, {"task", {"Test"}}}, {}}));
  EXPECT_FALSE(matches(*name, {{{"run", {"20"}}}, {}}));
  EXPECT_TRUE(applies_to(*parse_bids_name("task-Test_bold.json"), *name));
  EXPECT_TRUE(applies_to(*parse_bids_name("bold.json"), *name));
  EXPECT_FALSE(applies_to(*parse_bids_name("task-Test_echo-1_bold.json"), *name));
  for (const char* other : {"README", "sub-_bold.nii", "_bold.nii", ".nii"})
    EXPECT_FALSE(parse_bids_name(other).has_value()) << other;
}

TEST(AddCaptions, JoinsWhatPeopleWrite) {
  const test::Folder folder;
  std::vector<Clip> clips(4);
  clips[0].id = "disco.00011";
  clips[1].id = "blues.00000@3";
  clips[2].id = "rock.00100";
  clips[3].id = "my_song";
  const auto file =
      folder.write("c.csv",
                   "\xEF\xBB\xBFID,DescEN\ndisco.000011_15s,\"Loud, fast.\"\n"
                   "blues.00000_15s,Slow.\nrock.00100,Rock.\nmy_song,Mine.\npop.1,?\n");
  const auto notes = add_captions(file, clips);
  EXPECT_EQ(notes.unused, std::vector<std::string>{"pop.1"});
  const std::vector<std::pair<std::string, std::string>> malformed{
      {"disco.000011_15s", "disco.00011"}};
  EXPECT_EQ(notes.malformed, malformed);
  EXPECT_EQ(clips[0].caption, "Loud, fast.");
  EXPECT_EQ(clips[1].caption, "Slow.");
  EXPECT_EQ(clips[2].caption, "Rock.");
  EXPECT_EQ(clips[3].caption, "Mine.");
  EXPECT_ERROR(add_captions(folder.write("d.csv", "ID,t\nmy_song,a\nmy_song_15s,b\n"), clips),
               "two captions of clip my_song: lines 2 and 3");
}

// A file with a byte order mark, quotes and one id that is no clip's.
TEST(AddCaptions, NamesTheMalformedIdOfTheRealFile) {
  const char* given = std::getenv("ENCORE_TEST_DATA");
  const auto file = std::filesystem::path(given != nullptr ? given : ENCORE_TEST_DATA_DEFAULT) /
                    "captions" / "brain2music-captions.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: no real data on this machine";
  std::vector<Clip> clips(2);
  clips[0].id = "blues.00005";
  clips[1].id = "disco.00011";
  const auto notes = add_captions(file, clips);
  ASSERT_EQ(notes.malformed.size(), 1U);
  EXPECT_EQ(notes.malformed[0].first, "disco.000011_15s");
  EXPECT_EQ(notes.malformed[0].second, "disco.00011");
  EXPECT_EQ(notes.unused.size(), 538U);
  EXPECT_TRUE(clips[0].caption.starts_with("Slow blues musical piece. Sentimental"));
  EXPECT_FALSE(clips[1].caption.empty());
}

}  // namespace
}  // namespace encore::data
