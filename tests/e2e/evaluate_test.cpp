// Every part of the data left out in turn, beside the fixed test set.
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

const char* const kFolds = "encode.evaluate={kind: leave-clips-out, folds: 4}";

class Evaluate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    ArraysLab().write(*place);
    recipe = place->write("recipe.yaml", kSmallRecipe);
  }
  static void TearDownTestSuite() { place.reset(); }
  static Ended run(const char* out, const Words& sets) {
    Words words;
    for (const auto& s : sets) words.insert(words.end(), {"--set", s});
    return place->run(recipe, out, words);
  }
  static base::MatrixD values(const char* out, const std::string& path) {
    return test::values(*place / out, path);
  }
  static std::unique_ptr<Place> place;
  static std::filesystem::path recipe;
};
std::unique_ptr<Place> Evaluate::place;
std::filesystem::path Evaluate::recipe;

TEST_F(Evaluate, FindsThePlantedTruthAndLeavesTheFixedSetAlone) {
  ASSERT_CODE(run("fixed", {"seed=1"}), 0);
  const auto done = run("folds", {kFolds});
  ASSERT_CODE(done, 0);
  EXPECT_EQ(values("fixed", "/encode/sub-001/music/pearson_r"),
            values("folds", "/encode/sub-001/music/pearson_r"));
  const auto folds = values("folds", "/resampled/sub-001/music/pearson_r_folds");
  ASSERT_EQ(folds.rows(), 4);
  ASSERT_EQ(folds.cols(), 60);
  const auto r = values("folds", "/resampled/sub-001/music/pearson_r");
  for (base::Index v = 0; v < 60; ++v) EXPECT_NEAR(r(v), folds.col(v).mean(), 1e-12);
  const auto scores = read_tsv(*place / "folds" / "scores.tsv");
  for (const auto& row : scores) {
    if (row.at("stage") != "resampled" || row.at("metric") != "pearson_r_mean") continue;
    const double value = std::stod(row.at("value"));
    const auto& roi = row.at("roi");
    if (roi == "V1") {
      EXPECT_NEAR(value, 0, 0.06);
    }
    if (roi == "A1") {
      EXPECT_EQ(value > 0.3, row.at("model") == "music") << value;
    }
    EXPECT_GT(std::stod(row.at("se")), 0);
  }
  EXPECT_NEAR(r.topRows(20).mean(),
              values("folds", "/encode/sub-001/music/pearson_r").topRows(20).mean(), 0.15);
  EXPECT_SAYS(done.out, "over the folds of encode.evaluate");
}

TEST_F(Evaluate, IsSeededAndKeptInTheStore) {
  ASSERT_CODE(run("one", {kFolds}), 0);
  ASSERT_CODE(run("again", {kFolds}), 0);
  EXPECT_TRUE(tasks_that_are(*place / "again", "done").empty());
  ASSERT_CODE(run("other", {"encode.evaluate={kind: leave-clips-out, folds: 4, seed: 1}"}), 0);
  EXPECT_NE(values("one", "/resampled/sub-001/music/pearson_r_folds"),
            values("other", "/resampled/sub-001/music/pearson_r_folds"));
  ASSERT_CODE(place->run(recipe, "threads", {"--set", kFolds, "--jobs", "1", "--force"}), 0);
  EXPECT_EQ(values("one", "/resampled/sub-001/music/pearson_r_folds"),
            values("threads", "/resampled/sub-001/music/pearson_r_folds"));
}

// The fold that leaves run 1 out is an ordinary run on an arrays file whose test set is run 1.
TEST_F(Evaluate, IsWhatAFixedTestSetOfTheSameRowsGives) {
  const base::Index train = 240, test = 120;
  const io::H5File lab(*place / "lab.h5", io::H5File::Mode::read);
  const auto first_hearing = [&](const std::string& name) -> base::MatrixF {
    return lab.read_f(name).topRows(train + test);
  };
  base::MatrixF y = first_hearing("/subjects/sub-001/responses");
  y.bottomRows(test) =
      (y.bottomRows(test) + lab.read_f("/subjects/sub-001/responses").bottomRows(test)) / 2;
  const Place other;
  io::H5File file(other / "lab.h5", io::H5File::Mode::create);
  file.set_attribute("/", "schema", std::string("encore.arrays/1"));
  file.write("/subjects/sub-001/responses", y);
  std::vector<std::int64_t> run_of, split;
  for (base::Index i = 0; i < train + test; ++i) {
    run_of.push_back(i < train ? 1 + i / 60 : 5);
    split.push_back(i < 60 ? 1 : 0);
  }
  file.write_ints("/samples/run", run_of);
  file.write_ints("/samples/split", split);
  for (const char* name : {"/features/music", "/features/text"})
    file.write(name, first_hearing(name));
  file.close();
  const auto same = other.write("recipe.yaml", kSmallRecipe);
  ASSERT_CODE(other.run(same, "out"), 0);
  const auto fixed = test::values(other / "out", "/encode/sub-001/music/pearson_r");
  ASSERT_CODE(run("by-run", {"encode.evaluate={kind: leave-clips-out, folds: 5, group: run}"}), 0);
  const auto folds = values("by-run", "/resampled/sub-001/music/pearson_r_folds");
  double nearest = 1;
  for (base::Index f = 0; f < 5; ++f)
    nearest = std::min(nearest, (folds.row(f).transpose() - fixed).cwiseAbs().maxCoeff());
  EXPECT_LT(nearest, 1e-5);
}

TEST_F(Evaluate, KeepsArtistsAndRunsApart) {
  std::string table = "clip\tartist\n";
  for (int c = 0; c < 12; ++c)
    table += std::to_string(c) + "\tartist" + std::to_string(c % 3) + "\n";
  for (int run = 1; run <= 4; ++run)
    for (int c = 0; c < 6; ++c)
      table += std::to_string(1000 * run + c) + "\tartist" + std::to_string(c % 3) + "\n";
  place->write("tracks.tsv", table);
  const Words three = {"data.split.tracks=tracks.tsv",
                       "encode.evaluate={kind: leave-clips-out, folds: 3, group: artist}"};
  ASSERT_CODE(run("artists", three), 0);
  const Words four = {"data.split.tracks=tracks.tsv",
                      "encode.evaluate={kind: leave-clips-out, folds: 4, group: artist}"};
  const auto too_many = run("four", four);
  EXPECT_CODE(too_many, 2);
  EXPECT_SAYS(too_many.err, "4 folds of 3 groups");
  const auto runs = run("runs", {"encode.evaluate={kind: leave-clips-out, folds: 6, group: run}"});
  EXPECT_CODE(runs, 2);  // test rows are averages of two runs and carry the name of the first
  EXPECT_SAYS(runs.err, "6 folds of 5 groups");
  EXPECT_CODE(run("five", {"encode.evaluate={kind: leave-clips-out, folds: 5, group: run}"}), 0);
}

TEST_F(Evaluate, AGapThatLeavesNothingIsFoundBeforeAnyWork) {
  const auto done = run("gap", {"encode.evaluate={kind: leave-clips-out, folds: 4, gap_tr: 100}"});
  EXPECT_CODE(done, 2);
  EXPECT_SAYS(done.err, "encode.evaluate: ");
}

// Two genres in every run of a BIDS folder: each is predicted by what was learnt of the other.
class EvaluateGenres : public testing::Test {
 protected:
  EvaluateGenres() {
    for (const char* task : {"train", "train", "test"}) add(task, ++runs_);
  }
  void add(const std::string& task, int number) {
    const bool test = task == "test";
    const int clips = test ? 5 : 10;
    std::string events = "onset\tduration\tgenre\ttrack\tstart\tend";
    for (int i = 0; i < 10; ++i)
      events +=
          fmt::format("\n{}\t4\t'{}'\t{}\t1.5\t5.5", 4 * i, i % clips < clips / 2 ? "rock" : "pop",
                      i % clips + (test ? 0 : 10 * number));
    place.lab.set_events(task, test ? 1 : number, events);
  }
  // Of rows 0 to 9 of each run; a column of an earlier call is replaced.
  void add_column(const std::string& name, const std::function<std::string(int row)>& value) {
    for (const auto& stem : place.lab.stems()) {
      auto& plain = events_[stem];
      if (plain.empty()) plain = read(place.lab.folder / (stem + "_events.tsv"));
      std::istringstream in(plain);
      std::string text, line;
      for (int row = -1; std::getline(in, line); ++row)
        text += line + "\t" + (row < 0 ? name : value(row)) + "\n";
      place.lab.folder.write(stem + "_events.tsv", text);
    }
  }
  Ended run(const std::string& evaluate, const Words& more = {}) const {
    Words words = {"--set", "encode.evaluate=" + evaluate, "--set",
                   "encode.cv={kind: group-kfold, folds: 2, group: clip}"};
    words.insert(words.end(), more.begin(), more.end());
    return place.run(words);
  }
  BidsPlace place;

 private:
  int runs_ = 0;
  std::map<std::string, std::string> events_;  // of each run, as they were
};

TEST_F(EvaluateGenres, EachIsLeftOutOnce) {
  ASSERT_CODE(run("{kind: leave-clips-out, group: column, column: genre}",
                  {"--set", "encode.controls={add: [mean]}"}),
              0);
  const auto rows = read_tsv(place.place / "out" / "resampled.tsv");
  ASSERT_EQ(rows.size(), 6U) << "three models, two genres";
  for (const char* model : {"genre", "noise"}) {
    // 5 clips of 2 volumes in each training run; 3 of the 5 test clips, the mean of both hearings.
    const auto pop = row_of(rows, {{"model", model}, {"left_out", "pop"}});
    EXPECT_EQ(pop.at("test_rows"), "26");
    EXPECT_EQ(row_of(rows, {{"model", model}, {"left_out", "rock"}}).at("test_rows"), "24");
    EXPECT_EQ(pop.at("roi"), "whole-brain");
  }
  const auto noise = row_of(rows, {{"model", "noise"}, {"left_out", "pop"}});
  EXPECT_NE(noise.at("pearson_r_mean"), "n/a");
  EXPECT_EQ(noise.at("n"), "120");
  const auto mean = row_of(rows, {{"model", "control-mean"}, {"left_out", "pop"}});
  EXPECT_EQ(mean.at("pearson_r_mean"), "n/a");
  EXPECT_EQ(mean.at("n"), "0") << "a constant has no r in any voxel";
}

// A button that was pressed in one of a clip's two presentations says nothing of the clip.
TEST_F(EvaluateGenres, ValuesThatChangeWithThePresentationLeaveNoClipOut) {
  add_column("pressed", [](int row) { return std::to_string(row / 5); });
  const auto done = run("{kind: leave-clips-out, group: column, column: pressed}");
  EXPECT_CODE(done, 2);
  EXPECT_SAYS(done.err, "has several values of pressed: it cannot be left out by one");
}

// Another value in the events is another fold, though nothing else changed.
TEST_F(EvaluateGenres, AreComputedAgainWhenTheColumnChanges) {
  const std::string evaluate = "{kind: leave-clips-out, group: column, column: mood}";
  const auto computed = [&](int first_sad) {
    add_column("mood", [&](int row) { return row % 5 < first_sad ? "glad" : "sad"; });
    EXPECT_CODE(run(evaluate, {"--only", "model=noise"}), 0);
    return tasks_that_are(place.place / "out", "done");
  };
  EXPECT_FALSE(computed(3).empty());
  EXPECT_TRUE(computed(3).empty());
  EXPECT_EQ(computed(2), (std::vector<std::string>{"resample/sub-01/noise"}));
}

TEST_F(EvaluateGenres, SeveralOfAFoldAreListed) {
  const auto done = run("{kind: leave-clips-out, group: run, folds: 2}", {"--only", "model=noise"});
  ASSERT_CODE(done, 0);
  std::string names;
  for (const auto& row : read_tsv(place.place / "out" / "resampled.tsv"))
    names += row.at("left_out") + ";";
  EXPECT_NE(names.find(","), std::string::npos) << names << " three runs in two folds";
  EXPECT_EQ(names.find(" or "), std::string::npos) << names;
}

TEST_F(EvaluateGenres, AColumnThatIsNotThereIsNamedWithThoseThatAre) {
  const auto done = run("{kind: leave-clips-out, group: column, column: mood}");
  EXPECT_CODE(done, 2);
  EXPECT_SAYS(done.err, "has no column mood");
  EXPECT_SAYS(done.err, "its events file has end, genre, start and track");
}

}  // namespace
}  // namespace encore::test
