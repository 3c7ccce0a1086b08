#include "core/simulate/design.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/simulate/preset.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::simulate {
namespace {

void expect_same(const Played& a, const Played& b, const std::string& where) {
  EXPECT_EQ(a.id(), b.id()) << where;
  EXPECT_DOUBLE_EQ(a.onset_s, b.onset_s) << where;
  EXPECT_DOUBLE_EQ(a.duration_s, b.duration_s) << where;
  EXPECT_NEAR(a.start_s, b.start_s, 1e-9) << where;
  EXPECT_NEAR(a.end_s, b.end_s, 1e-9) << where;
}

TEST(Design, QuickstartHasTheShapeOfTheRealOne) {
  const Preset& preset = preset_named("quickstart");
  const Design design = own_design(preset, 3);
  ASSERT_EQ(design.runs.size(), 16U);
  std::map<std::string, int> train, test;
  for (const auto& run : design.runs) {
    if (run.subject != "sub-001") continue;
    EXPECT_EQ(run.volumes, 410);
    for (std::size_t e = 0; e < run.events.size(); ++e) {
      EXPECT_DOUBLE_EQ(run.events[e].onset_s, 15.0 * static_cast<double>(e));
      if (e > 0) ++(run.test ? test : train)[run.events[e].id()];
    }
    if (!run.test) continue;
    EXPECT_EQ(run.events.front().id(), run.events.back().id());
  }
  for (const auto& [id, n] : train) EXPECT_EQ(n, 1) << id;
  for (const auto& [id, n] : test) {
    EXPECT_EQ(n, 4) << id;
    EXPECT_EQ(train.count(id), 0U) << id;
  }
  EXPECT_EQ(train.size(), 240U);
  EXPECT_EQ(test.size(), 20U);
  EXPECT_EQ(design.tracks.size(), 260U);
  EXPECT_EQ(design.runs[1].events.front().id(), design.runs[0].events.back().id());
}

TEST(Design, TheTableOfDs003720IsTheRealOne) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
  const Design ours = ds003720_design(), real = read_design(data / "ds003720");
  ASSERT_EQ(ours.runs.size(), 90U);
  ASSERT_EQ(real.runs.size(), 90U);
  EXPECT_EQ(real.tracks.size(), 540U);
  EXPECT_EQ(ours.track_s, 30);
  EXPECT_EQ(real.track_s, 30);
  std::map<std::string, const simulate::Run*> by_stem;
  for (const auto& run : ours.runs) by_stem[run.stem] = &run;
  for (const auto& run : real.runs) {
    ASSERT_EQ(by_stem.count(run.stem), 1U) << run.stem;
    const simulate::Run& mine = *by_stem[run.stem];
    EXPECT_EQ(mine.volumes, run.volumes);
    EXPECT_EQ(mine.volumes, 410);
    EXPECT_EQ(mine.tr_s, run.tr_s);
    EXPECT_EQ(mine.test, run.test);
    ASSERT_EQ(mine.events.size(), run.events.size());
    for (std::size_t e = 0; e < run.events.size(); ++e)
      expect_same(mine.events[e], run.events[e], run.stem + " " + std::to_string(e));
  }
}

TEST(Design, WhatIsWrongInAFolderIsNamed) {
  const test::Folder folder;
  EXPECT_ERROR(read_design(folder / "none"), "is no folder");
  EXPECT_ERROR(read_design(folder.path()), "no events files");
  const std::string stem = "sub-01/func/sub-01_task-music_run-1";
  const auto events = [&](const std::string& rows) {
    folder.write(stem + "_events.tsv", "onset\tduration\tgenre\ttrack\n" + rows);
  };
  events("0\t15\t'rock'\t3\n");
  EXPECT_ERROR(read_design(folder.path()), "no sidecar gives the TR");
  folder.write("task-music_bold.json", R"({"RepetitionTime": 2})");
  EXPECT_EQ(read_design(folder.path()).runs.front().volumes, 8);
  EXPECT_FALSE(read_design(folder.path()).runs.front().test);
  events("0\t15\trock'\t3\n");  // as ds003720 has it
  EXPECT_EQ(read_design(folder.path()).tracks.front().id(), "rock.00003");
  folder.write(stem + "_bold.json", R"({"RepetitionTime": "fast"})");
  EXPECT_ERROR(read_design(folder.path()), "gives no RepetitionTime");
  folder.write(stem + "_bold.json", R"({"RepetitionTime": 1.5})");
  events("0\t15\t'polka'\t3\n");
  EXPECT_ERROR(read_design(folder.path()), "no genre 'polka'");
  events("0\t15\trock\t3.5\n");
  EXPECT_ERROR(read_design(folder.path()), "line 2: the track is not a number");
  events("0\tn/a\trock\t3\n");
  EXPECT_ERROR(read_design(folder.path()), "'duration' is empty");
  folder.write(stem + "_events.tsv", "onset\tduration\tstim\n0\t15\tx\n");
  EXPECT_ERROR(read_design(folder.path()), "genre");
}

TEST(Preset, AMisspeltNameIsCorrected) {
  EXPECT_ERROR(preset_named("quikstart"), "did you mean 'quickstart'");
  EXPECT_ERROR(preset_named("enormous"), "tiny, quickstart and brain2music");
}

}  // namespace
}  // namespace encore::simulate
