// Runs that play nothing while they are scanned, and events at odd times.
#include "core/data/bids.hpp"
#include "tests/core/data/small_bids.hpp"

namespace encore::data {
namespace {

using test::contains;
using test::SmallBids;

// Two clips of the first training run, of 4 s each; runs last 40 s.
struct Plays : testing::Test {
  SmallBids bids;
  void set(const std::string& first, const std::string& second) const {
    bids.set_events(
        "train", 1,
        "onset\tduration\tgenre\ttrack\n" + first + "\t4\trock\t10\n" + second + "\t4\trock\t11\n");
  }
  std::string warnings() const {
    std::string all;
    for (const auto& w : read_bids(bids.data).warnings) all += w + "\n";
    return all;
  }
};

TEST_F(Plays, NothingWithinTheScans) {
  set("300", "350");
  const std::string text = test::error_of([&] { read_bids(bids.data); });
  EXPECT_TRUE(contains(text,
                       "run-01_events.tsv: no event of sub-01 task-train_run-01 lies within its "
                       "40 s of scans; the first begins at 300 s"))
      << text;
  EXPECT_TRUE(text.ends_with("are onsets and durations in seconds?")) << text;
  try {
    read_bids(bids.data);
    FAIL();
  } catch (const base::DiagnosedError& e) {
    ASSERT_EQ(e.list().size(), 1U);
    EXPECT_EQ(e.list()[0].at.line, 5);  // data.source
  }
  set("-9", "-4");  // the second ends when the scan begins
  EXPECT_ERROR(read_bids(bids.data), "no event of sub-01 task-train_run-01 lies within");
  set("-9", "-3.5");
  EXPECT_EQ(warnings(), "");
}

TEST_F(Plays, MillisecondsAreRecognised) {
  set("2000", "30000");
  EXPECT_ERROR(read_bids(bids.data), "in seconds? they look like milliseconds");
  set("90000", "95000");  // beyond the run, whatever the unit
  const std::string text = test::error_of([&] { read_bids(bids.data); });
  EXPECT_FALSE(contains(text, "milliseconds")) << text;
  set("0", "30000");  // the first one plays
  EXPECT_TRUE(contains(warnings(),
                       "the last clip ends at 30004 s, but task-train_run-01 ends at 40 s; onsets "
                       "or durations may be in milliseconds\n"));
  set("0", "60");
  EXPECT_TRUE(contains(warnings(), "ends at 64 s, but task-train_run-01 ends at 40 s\n"));
}

TEST_F(Plays, OnlyInVolumesThatAreDropped) {
  set("0", "36");
  bids.data.prepare.drop_leading_tr = 2;
  EXPECT_EQ(warnings(), "");
  bids.data.prepare.drop_trailing_tr = 2;
  EXPECT_ERROR(read_bids(bids.data),
               "all events of sub-01 task-train_run-01 lie in the volumes that are dropped");
}

TEST_F(Plays, ClipsMayBeginBeforeTheScan) {
  set("-3", "1");
  EXPECT_EQ(warnings(), "");
  set("-3", "-1");
  EXPECT_TRUE(contains(warnings(), "the clip at -1 s begins before the one before it ends"));
}

TEST_F(Plays, OverlapsOfARunAreOneWarning) {
  std::string events = "onset\tduration\tgenre\ttrack";
  for (int i = 0; i < 9; ++i) events += fmt::format("\n{}\t4.5\trock\t{}", 4 * i, 10 + i);
  bids.set_events("train", 1, events);
  const auto said = read_bids(bids.data).warnings;
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(contains(said[0],
                       "run-01_events.tsv: 8 clips begin before the one before them ends, the "
                       "first at 4 s"))
      << said[0];
}

}  // namespace
}  // namespace encore::data
