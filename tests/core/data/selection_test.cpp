// What a recipe selects by entities that no run has is named, and nobody who has them is bothered.
#include "core/base/file.hpp"
#include "core/data/bids.hpp"
#include "tests/core/data/derivatives.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::SmallBids;

struct Selection : testing::Test {
  SmallBids bids;
  std::string said() const {
    return test::error_of([&] { read_bids(bids.data); });
  }
  std::size_t runs() const { return read_bids(bids.data).subjects[0].runs.size(); }
  // A second subject, whose training runs are 1 to 3 and whose clips are the first's.
  void add_subject() const {
    bids.add_run("train", 3, 10);
    fs::copy(bids.folder / "sub-01", bids.folder / "sub-02", fs::copy_options::recursive);
    for (const auto& f : base::entries(bids.folder / "sub-02/func"))
      fs::rename(f, f.parent_path() / test::replaced(f.filename().string(), "sub-01", "sub-02"));
    for (const char* end : {"_bold.nii.gz", "_events.tsv"})
      fs::remove(bids.folder / (bids.stem("train", 3) + end));
  }
};

TEST_F(Selection, RunsThatAreNotThereAreNamed) {
  bids.data.split.train.at = {"recipe.yaml", 7, 1, 4};
  bids.data.split.train.entities["run"] = {"1", "02"};
  EXPECT_EQ(runs(), 3U);
  bids.data.split.train.entities["run"] = {"1", "2", "9"};
  EXPECT_EQ(said(), "data.split.train: no run has run-9 | there are 01 and 02");
  try {
    read_bids(bids.data);
    FAIL();
  } catch (const base::DiagnosedError& e) {
    ASSERT_EQ(e.list().size(), 1U);
    EXPECT_EQ(e.list()[0].at.line, 7);
  }
}

TEST_F(Selection, MisspeltValuesAndEntities) {
  bids.data.split.train.entities["task"] = {"train", "trian"};
  EXPECT_EQ(said(), "data.split.train: no run has task-trian | did you mean 'train'?");
  bids.data.split.train.entities = {{"tsak", {"train"}}};
  EXPECT_EQ(said(), "data.split.train: no run has the entity 'tsak' | did you mean 'task'?");
  bids.data.split.train.entities = {{"acq", {"fast"}}};
  EXPECT_EQ(said(), "data.split.train: no run has the entity 'acq' | there are run and task");
  bids.data.split.train.entities = {{"task", {"train"}}};
  bids.data.split.test.entities = {{"task", {"tset"}}};
  EXPECT_EQ(said(), "data.split.test: no run has task-tset | did you mean 'test'?");
}

TEST_F(Selection, EachIsNamed) {
  bids.data.split.train.entities = {{"run", {"8", "9"}}, {"task", {"trian"}}};
  try {
    read_bids(bids.data);
    FAIL();
  } catch (const base::DiagnosedError& e) {
    EXPECT_EQ(e.list().size(), 3U);
  }
}

TEST_F(Selection, RunsOfAnotherTaskAreNone) {
  bids.add_run("test", 2, 5);
  bids.add_run("test", 3, 5);
  bids.data.split.train.entities["run"] = {"1", "3"};
  EXPECT_EQ(said(),
            "data.split.train: no run has run-3 together with its other entities | there are 01 "
            "and 02");
}

TEST_F(Selection, OneSubjectWithItIsEnough) {
  add_subject();
  bids.data.split.train.entities["run"] = {"1", "2", "3"};
  const DataSet set = read_bids(bids.data);
  EXPECT_EQ(set.subjects[0].runs.size(), 3U);
  EXPECT_EQ(set.subjects[1].runs.size(), 4U);
  bids.data.subjects = {{"sub-01", {}}};
  EXPECT_TRUE(contains(said(), "no run has run-3"));
}

TEST_F(Selection, RunsWhoseImageIsMissingAreThere) {
  fs::remove(bids.folder / (bids.stem("train", 2) + "_bold.nii.gz"));
  bids.data.split.train.entities["run"] = {"1", "2"};
  EXPECT_TRUE(contains(said(), "task-train_run-02 has no image"));
  bids.data.split.allow_missing_runs = true;
  EXPECT_EQ(runs(), 2U);
}

TEST_F(Selection, EntitiesOfTheSource) {
  bids.data.source.entities = {{{"run", {"1", "2"}}}, {"recipe.yaml", 6, 3, 1}};
  EXPECT_EQ(runs(), 3U);
  bids.data.source.entities.entities["run"] = {"1", "2", "9"};
  EXPECT_EQ(said(), "data.source.entities: no run has run-9 | there are 01 and 02");
  bids.data.source.entities.entities = {{"extension", {".nii.gz", ".nii"}}};
  EXPECT_TRUE(contains(said(), "no run has extension-.nii |"));
}

// A model that is fitted already needs none, so that the recipe it comes from may name them.
TEST_F(Selection, TrainingRunsThatNobodyAsksFor) {
  bids.data.split.must_train = false;
  bids.data.split.train.entities = {{"task", {"other"}}};
  EXPECT_EQ(runs(), 1U);
}

TEST(SelectionOfDerivatives, SpacesThatAreNotThere) {
  test::Derivatives lab;
  auto& entities = lab.bids.data.source.entities.entities;
  entities["space"] = {"MNI", "MNL"};
  EXPECT_ERROR(read_bids(lab.bids.data),
               "data.source.entities: no run has space-MNL | did you mean 'MNI'?");
  entities["space"] = {"MNI"};
  EXPECT_EQ(read_bids(lab.bids.data).subjects[0].runs.size(), 3U);
}

}  // namespace
}  // namespace encore::data
