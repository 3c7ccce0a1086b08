// The real design of ds003720, read without its images.
#include <algorithm>
#include <map>
#include <set>

#include "core/data/bids.hpp"
#include "core/data/rows.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

recipe::Data real_design(const std::filesystem::path& folder) {
  recipe::Data data;
  data.source.path.value = (folder / "ds003720").string();
  data.stimuli.captions.value = (folder / "captions/brain2music-captions.csv").string();
  data.split.train.entities = {{"task", {"Training"}}};
  data.split.test.entities = {{"task", {"Test"}}};
  return data;
}

struct Ds003720 : testing::Test {
  void SetUp() override {
    const auto folder = test::real_data();
    if (folder.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
    data = real_design(folder);
  }
  recipe::Data data;
};

TEST_F(Ds003720, IsAsPublishedOnceTheLeadInIsDropped) {
  data.prepare.drop_leading_tr = 10;
  const DataSet set = read_bids(data, {.design_only = true});
  EXPECT_EQ(set.subjects.size(), 5U);
  EXPECT_EQ(set.clips.size(), 540U);
  // The one malformed id of the captions.
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(set.warnings[0], "the id 'disco.000011_15s'"));
  EXPECT_FALSE(set.simulated);
  EXPECT_EQ(set.citations.size(), 2U);
  const auto in = [&](bool Clip::*side) {
    return std::count_if(set.clips.begin(), set.clips.end(),
                         [&](const Clip& c) { return c.*side; });
  };
  EXPECT_EQ(in(&Clip::in_train), 480);
  EXPECT_EQ(in(&Clip::in_test), 60);
  for (const auto& clip : set.clips) EXPECT_NE(clip.in_train, clip.in_test) << clip.id;
  for (const auto& clip : set.clips) EXPECT_FALSE(clip.caption.empty()) << clip.id;
  for (const auto& subject : set.subjects) {
    ASSERT_EQ(subject.runs.size(), 18U);
    for (std::size_t r = 0; r < 18; ++r) {
      EXPECT_EQ(subject.runs[r].test, r >= 12);
      EXPECT_EQ(subject.runs[r].volumes, 410);
      EXPECT_EQ(subject.runs[r].number, static_cast<int>(r) + 1);
      EXPECT_DOUBLE_EQ(subject.runs[r].tr_s, 1.5);
      EXPECT_EQ(subject.runs[r].events.size(), 41U);
    }
    EXPECT_EQ(subject.runs[2].label, "task-Training_run-03");
  }
}

TEST_F(Ds003720, PresentationsAreCountedWithoutTheLeadIn) {
  data.prepare.drop_leading_tr = 10;
  const DataSet set = read_bids(data, {.design_only = true});
  const auto& subject = set.subjects[3];
  const auto all = rows(subject, set, data.prepare);
  ASSERT_EQ(all.size(), 18U * 400U);
  std::map<std::pair<std::int32_t, std::int32_t>, std::set<std::int32_t>> offsets;  // clip, repeat
  for (const auto& row : all) {
    ASSERT_GE(row.clip, 0);
    offsets[{row.clip, row.repeat}].insert(row.offset);
  }
  EXPECT_EQ(offsets.size(), 480U + 60U * 4U);
  const std::set<std::int32_t> ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const auto& [presentation, seen] : offsets) {
    EXPECT_EQ(seen, ten);
    EXPECT_LT(presentation.second, set.clips[presentation.first].in_test ? 4 : 1);
  }
}

TEST_F(Ds003720, LeadInIsALeakWhenItStays) {
  const DataSet set = read_bids(data, {.design_only = true});
  ASSERT_EQ(set.warnings.size(), 2U);  // of the design, of the captions
  // Run 1 opens with disco.00009, the last clip of run 12; eleven other runs do the same.
  EXPECT_TRUE(test::contains(set.warnings.front(), "sub-001 and 4 more subjects: clip "));
  EXPECT_TRUE(test::contains(set.warnings.front(), "and 11 more clips in several training runs"));
  EXPECT_TRUE(test::contains(set.warnings.front(), "leave-one-run-out"));
}

TEST_F(Ds003720, IrregularRowKeepsItsLength) {
  data.prepare.drop_leading_tr = 10;
  const DataSet set = read_bids(data, {.design_only = true});
  const auto it = std::find_if(set.clips.begin(), set.clips.end(),
                               [](const Clip& c) { return c.id == "pop.00049"; });
  ASSERT_NE(it, set.clips.end());
  EXPECT_DOUBLE_EQ(it->start_s, 9.59);
  EXPECT_NEAR(it->duration_s, 14.99, 1e-9);
  EXPECT_EQ(it->columns.at("genre"), "pop");
}

TEST_F(Ds003720, SplitByNameWhenTheRecipeSaysNothing) {
  data.split = {};
  const DataSet set = read_bids(data, {.design_only = true});
  EXPECT_FALSE(set.subjects[0].runs[0].test);
  EXPECT_TRUE(set.subjects[0].runs[17].test);
}

TEST_F(Ds003720, ClipsInTrainAndTestAreRefused) {
  data.split.train.entities["run"] = {"1", "2"};
  data.split.test.entities = {{"run", {"3"}}, {"task", {"Training"}}};
  // Run 3 opens with the last clip of run 2.
  EXPECT_ERROR(read_bids(data, {.design_only = true}),
               "is heard in training (task-Training_run-02) and in test (task-Training_run-03)");
  data.split.allow_shared_clips = true;
  EXPECT_NO_THROW(read_bids(data, {.design_only = true}));
  data.split.allow_shared_clips = false;
  data.prepare.drop_leading_tr = 10;
  EXPECT_NO_THROW(read_bids(data, {.design_only = true}));
}

TEST_F(Ds003720, WithoutImagesIsAnErrorThatSaysSo) {
  EXPECT_ERROR(read_bids(data), "sub-001 has no images");
}

}  // namespace
}  // namespace encore::data
