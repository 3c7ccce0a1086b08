// Tables of tracks, and what test clips share with training clips.
#include "core/data/leakage.hpp"

#include <gtest/gtest.h>

#include "core/data/tracks.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

using encore::test::Folder;

Clip clip(const std::string& id, bool train, bool test) {
  Clip c;
  c.id = id;
  c.in_train = train;
  c.in_test = test;
  return c;
}

// Four training clips, three test clips, and one that is only a lead-in.
DataSet clips() {
  DataSet set;
  set.clips = {clip("jazz.00001", true, false),     clip("jazz.00002", true, false),
               clip("rock.00003@1.5", true, false), clip("rock.00003@9", true, false),
               clip("jazz.00044", false, true),     clip("jazz.00045", false, true),
               clip("rock.00046", false, true),     clip("pop.00001", false, false)};
  return set;
}

const char* const kTable =
    "clip\tartist\ttrack\tfaulty\n"
    "jazz.1\tColtrane\tgiant\t0\n"  // as a number
    "jazz.00002\tDavis\tn/a\tno\n"
    "rock.00003\tQueen\t\tdistortion\n"
    "jazz.00044\tColtrane\tgiant\tn/a\n"
    "jazz.00045\tn/a\tblue\tfalse\n"
    "rock.00046\t'Queen'\tbohemian\tyes\n"
    "pop.00001\tQueen\tbohemian\tyes\n"
    "metal.00009\tColtrane\tgiant\tyes\n";  // of no clip

struct Fixture {
  Folder folder;
  recipe::Split split;
  base::Diagnostics bad;

  explicit Fixture(const char* table = kTable) {
    split.tracks = {folder.write("tracks.tsv", table).string(), {"my.yaml", 7, 3, 6}};
    split.leakage.at = {"my.yaml", 8, 3, 7};
  }
  Leakage find() { return find_leakage(clips(), split, bad); }
};

TEST(Tracks, JoinIdsAsTheyAreMeant) {
  const Fixture f;
  const auto tracks = read_tracks(f.split.tracks.value, clips().clips);
  ASSERT_EQ(tracks.size(), 8U);
  EXPECT_EQ(tracks[0].artist, "Coltrane");
  EXPECT_EQ(tracks[0].fault, "");
  EXPECT_EQ(tracks[1].track, "");
  EXPECT_EQ(tracks[2].fault, "distortion");
  EXPECT_EQ(tracks[3].artist, "Queen");  // the other part of the recording
  EXPECT_EQ(tracks[6].artist, "Queen");
  EXPECT_EQ(tracks[6].fault, "yes");
}

TEST(Tracks, WrongTablesAreErrors) {
  const auto error = [](const char* table) -> std::string {
    Fixture f(table);
    f.find();
    return f.bad.ok() ? "" : f.bad.list()[0].message;
  };
  EXPECT_NE(error("clip\tgenre\njazz.00001\tjazz\n").find("needs a column clip and at least one"),
            std::string::npos);
  EXPECT_NE(error("name\tartist\njazz.00001\tx\n").find("needs a column clip"), std::string::npos);
  EXPECT_NE(error("clip\tartist\nfolk.00001\tx\n").find("names none of the 8 clips, such as jazz"),
            std::string::npos);
  EXPECT_NE(error("clip\tartist\njazz.00001\tx\njazz.1\ty\n")
                .find("two things of clip jazz.00001: "
                      "lines 2 and 3"),
            std::string::npos);
  EXPECT_EQ(error("clip\tartist\njazz.00001\tx\njazz.1\tx\n"), "");
}

TEST(Leakage, NamesTracksArtistsAndFaults) {
  Fixture f;
  const auto found = f.find();
  EXPECT_TRUE(f.bad.ok());
  EXPECT_EQ(to_tsv(found.leaks),
            "kind\tclip\tsplit\twhat\twith\n"
            "same-track\tjazz.00044\ttest\tgiant\tjazz.00001\n"
            "same-artist\tjazz.00044\ttest\tColtrane\tjazz.00001\n"
            "same-artist\trock.00046\ttest\tQueen\trock.00003@1.5,rock.00003@9\n"
            "faulty\trock.00003@1.5\ttrain\tdistortion\tn/a\n"
            "faulty\trock.00003@9\ttrain\tdistortion\tn/a\n"
            "faulty\trock.00046\ttest\tyes\tn/a\n");
  ASSERT_EQ(found.warnings.size(), 3U);
  EXPECT_NE(found.warnings[0].find("my.yaml:7: 1 of 3 test clips whose track is known"),
            std::string::npos)
      << found.warnings[0];
  EXPECT_NE(found.warnings[1].find("2 of 2 test clips whose artist is known share it with a "
                                   "training clip: jazz.00044 and jazz.00001 ('Coltrane'), and 1 "
                                   "more"),
            std::string::npos)
      << found.warnings[1];
  EXPECT_NE(found.warnings[2].find("3 clips that the table of tracks calls faulty: 2 in training, "
                                   "1 in test"),
            std::string::npos)
      << found.warnings[2];
}

TEST(Leakage, IsAnErrorWhereTheRecipeSaysSo) {
  Fixture f;
  f.split.leakage = {recipe::OnLeakage::error, recipe::OnLeakage::warn, recipe::OnLeakage::ignore,
                     f.split.leakage.at};
  const auto found = f.find();
  ASSERT_EQ(f.bad.list().size(), 1U);
  EXPECT_EQ(f.bad.list()[0].at.line, 8);
  EXPECT_NE(f.bad.list()[0].message.find("whose track is known"), std::string::npos);
  EXPECT_EQ(found.warnings.size(), 1U);
  for (const auto& leak : found.leaks) EXPECT_NE(leak.kind, Leak::Kind::faulty);
}

TEST(Leakage, CountsClipsThatTheTableLacks) {
  Fixture f("clip\tartist\njazz.00044\tx\njazz.00001\ty\n");
  const auto found = f.find();
  EXPECT_TRUE(found.leaks.empty());
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_NE(found.warnings[0].find("6 of 8 clips are not in the table"), std::string::npos);
}

TEST(Leakage, ListsSharedClipsWithoutAnyTable) {
  DataSet set = clips();
  set.clips[4].in_train = true;
  base::Diagnostics bad;
  const auto found = find_leakage(set, {}, bad);
  ASSERT_EQ(found.leaks.size(), 1U);
  EXPECT_EQ(to_tsv(found.leaks),
            "kind\tclip\tsplit\twhat\twith\nsame-clip\tjazz.00044\ttest\tjazz.00044\tjazz.00044\n");
  EXPECT_TRUE(found.warnings.empty());
}

}  // namespace
}  // namespace encore::data
