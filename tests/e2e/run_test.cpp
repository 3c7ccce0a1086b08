// From recordings and scans to the files of a run, and what is done again when something changes.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/io/nifti.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

class TinyRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<TinyPlace>();
    first = place->run(place->recipe, "out");
    numbers_of_first = first.exit == 0 ? numbers(out() / "results.h5") : Numbers();
    scores_of_first = read(out() / "scores.tsv");
  }
  static void TearDownTestSuite() { place.reset(); }
  void SetUp() override { ASSERT_CODE(first, 0); }
  static std::filesystem::path out() { return *place / "out"; }
  // Runs beside the first run, in the same store.
  static Ended run(const std::string& folder, const Words& more) {
    return place->run(place->recipe, folder, more);
  }

  static std::unique_ptr<TinyPlace> place;
  static Ended first;
  static Numbers numbers_of_first;
  static std::string scores_of_first;
};
std::unique_ptr<TinyPlace> TinyRun::place;
Ended TinyRun::first;
Numbers TinyRun::numbers_of_first;
std::string TinyRun::scores_of_first;

TEST(Commands, OfALaterVersionSaySoWhateverFollows) {
  const Place place;
  for (const Words& words :
       {Words{"report", "runs/x"}, Words{"compare", "a", "b"}, Words{"pack", "a", "b"},
        Words{"unpack", "a", "b"}, Words{"verify", "a", "--strict"}}) {
    const auto ended = run_encore(words, place.settings());
    EXPECT_CODE(ended, 2);
    EXPECT_SAYS(ended.err, "encore " + words[0] + " is planned");
  }
}

TEST_F(TinyRun, LeavesTheFilesOfTheContract) {
  for (const char* name :
       {"recipe.yaml", "recipe.lock.yaml", "results.h5", "scores.tsv", "log.txt", "tasks.tsv"})
    EXPECT_GT(std::filesystem::file_size(out() / name), 0U) << name;
  EXPECT_EQ(read(out() / "recipe.yaml"), kTinyRecipe);
  EXPECT_EQ(scores_of_first.substr(0, scores_of_first.find('\n')),
            "subject\tstage\tmodel\troi\tmetric\tvalue\tn\tse\tp\tq");
  EXPECT_SAYS(first.out, "SIMULATED");
  const auto lock = read(out() / "recipe.lock.yaml");
  for (const char* fact : {"image", "events", "data.atlas.labels", "recordings", ".wav",
                           "align.delays_tr", "stats.significance.draws", "library_sha256", "blas",
                           "encore.mel", "n_mels: 64", "seed: 1", "fmin"})
    EXPECT_SAYS(lock, fact);
  const io::H5File file(out() / "results.h5", io::H5File::Mode::read);
  for_each_dataset(file, [&](const std::string& path) {
    EXPECT_TRUE(file.text_attribute(path, "unit").has_value()) << path;
    EXPECT_GT(file.text_attribute(path, "definition").value_or("").size(), 10U) << path;
  });
  for (const auto& [id, state] : states(out())) EXPECT_EQ(state, "done") << id;
}

// A map holds the same values as results.h5, at the places that results.h5 names.
TEST_F(TinyRun, MapsStandOnTheGridOfTheScan) {
  const auto scan = io::read_nifti_header(tiny_lab() / "sub-001/func" /
                                          "sub-001_task-Training_run-01_bold.nii.gz");
  const auto file = out() / "maps/sub-001/sub-001_desc-mel_stat-pearsonr_statmap.nii.gz";
  const auto map = io::read_nifti_header(file);
  EXPECT_EQ(map.grid.dims, scan.grid.dims);
  EXPECT_LT((map.grid.affine - scan.grid.affine).cwiseAbs().maxCoeff(), 1e-5);
  const auto values = io::read_nifti_volume(file);
  const io::H5File h5(out() / "results.h5", io::H5File::Mode::read);
  const auto r = h5.read_d("/encode/sub-001/mel/pearson_r");
  const auto ijk = h5.read_d("/voxels/sub-001/ijk");
  ASSERT_EQ(ijk.rows(), r.rows());
  for (base::Index v = 0; v < r.rows(); ++v) {
    const double at =
        ijk(v, 0) + static_cast<double>(map.grid.dims[0]) *
                        (ijk(v, 1) + static_cast<double>(map.grid.dims[1]) * ijk(v, 2));
    EXPECT_NEAR(values(static_cast<base::Index>(at)), r(v, 0), 1e-6);
  }
  EXPECT_EQ(static_cast<base::Index>(values.size()) - r.rows(),
            values.array().isNaN().count() - r.array().isNaN().count());
}

TEST_F(TinyRun, SecondRunDoesNothing) {
  ASSERT_CODE(run("out", {}), 0);
  for (const auto& [id, state] : states(out())) EXPECT_EQ(state, "cached") << id;
  EXPECT_EQ(read(out() / "scores.tsv"), scores_of_first);
  EXPECT_EQ(largest_difference(numbers(out() / "results.h5"), numbers_of_first), 0);
  const auto plan = place->plan(place->recipe, "out");
  EXPECT_SAYS(plan.out, " 0 to do");
}

TEST_F(TinyRun, ChangedParameterRunsWhatDependsOnIt) {
  const Words change = {"--set", "features.mel.with.n_mels=32"};
  const auto plan = place->plan(place->recipe, "out", change);
  ASSERT_CODE(plan, 0);
  EXPECT_SAYS(plan.out, "n_mels: 64 -> 32");
  EXPECT_SAYS(plan.out, "follows features/mel");

  std::filesystem::create_directories(*place / "changed");
  std::filesystem::copy(out() / ".encore", *place / "changed" / ".encore",
                        std::filesystem::copy_options::recursive);
  ASSERT_CODE(run("changed", change), 0);
  const auto done = tasks_that_are(*place / "changed", "done");
  EXPECT_EQ(std::set<std::string>(done.begin(), done.end()),
            (std::set<std::string>{"features/mel", "encode/sub-001/mel", "significance/sub-001/mel",
                                   "compare/sub-001"}));
  const auto now = numbers(*place / "changed" / "results.h5");
  EXPECT_NE(now.at("/encode/sub-001/mel/r2"), numbers_of_first.at("/encode/sub-001/mel/r2"));
  EXPECT_EQ(now.at("/encode/sub-001/genre/r2"), numbers_of_first.at("/encode/sub-001/genre/r2"));
}

TEST_F(TinyRun, OnlyAPart) {
  ASSERT_CODE(run("only", {"--only", "model=genre"}), 0);
  EXPECT_TRUE(tasks_that_are(*place / "only", "done").empty());
  const io::H5File file(*place / "only" / "results.h5", io::H5File::Mode::read);
  EXPECT_EQ(file.list("/encode/sub-001"), std::vector<std::string>{"genre"});
  const auto wrong = run("only", {"--only", "model=genr"});
  EXPECT_CODE(wrong, 2);
  EXPECT_SAYS(wrong.err, "mel, genre and noise");
}

TEST_F(TinyRun, ForcedStageGivesTheSameNumbers) {
  ASSERT_CODE(run("forced", {"--force", "encode"}), 0);
  const auto done = tasks_that_are(*place / "forced", "done");
  EXPECT_EQ(std::set<std::string>(done.begin(), done.end()),
            (std::set<std::string>{"encode/sub-001/mel", "encode/sub-001/genre",
                                   "encode/sub-001/noise"}));
  EXPECT_EQ(largest_difference(numbers(*place / "forced" / "results.h5"), numbers_of_first), 0);
  const auto wrong = run("forced", {"--force", "encoding"});
  EXPECT_CODE(wrong, 2);
  EXPECT_SAYS(wrong.err, "mask, prepare, features, encode");
}

TEST_F(TinyRun, NumbersDoNotDependOnThreads) {
  // Other stores, so that everything is computed again.
  const TinyPlace one, two;
  ASSERT_CODE(one.run(one.recipe, "out", {"--jobs", "1"}), 0);
  ASSERT_CODE(two.run(two.recipe, "out", {"--jobs", "2"}), 0);
  const auto a = numbers(one / "out" / "results.h5");
  const auto b = numbers(two / "out" / "results.h5");
  EXPECT_EQ(largest_difference(b, numbers_of_first), 0) << "same machine, same thread count";
  for (const char* stat : {"pearson_r", "r2"})
    for (const char* model : {"mel", "genre", "noise"}) {
      const auto name = "/encode/sub-001/" + std::string(model) + "/" + stat;
      EXPECT_LT(largest_difference({{name, a.at(name)}}, {{name, b.at(name)}}), 1e-4) << name;
    }
}

TEST_F(TinyRun, DamagedEntriesAreComputedAgain) {
  const TinyPlace other;
  ASSERT_CODE(other.run(other.recipe, "out"), 0);
  const auto before = read(other / "out" / "scores.tsv");
  int damaged = 0;
  for (const auto& f : std::filesystem::recursive_directory_iterator(other.store() / "entries")) {
    if (f.path().filename() == "encode.h5") std::filesystem::resize_file(f, 100), ++damaged;
    if (f.path().filename() == "frames.h5" && damaged < 20)
      std::filesystem::remove(f.path().parent_path() / "meta.json"), ++damaged;
    if (f.path().filename() == "mask.h5") std::filesystem::remove(f), ++damaged;
  }
  ASSERT_GT(damaged, 4);
  EXPECT_SAYS(other.plan(other.recipe, "out").out, "gone from the store");
  ASSERT_CODE(other.run(other.recipe, "out"), 0);
  EXPECT_EQ(read(other / "out" / "scores.tsv"), before);
  EXPECT_EQ(largest_difference(numbers(other / "out" / "results.h5"), numbers_of_first), 0);
}

// The same size, one bit less: told, and computed again from sound inputs.
TEST_F(TinyRun, OverwrittenEntriesAreComputedAgain) {
  const TinyPlace other;
  ASSERT_CODE(other.run(other.recipe, "out"), 0);
  const auto before = read(other / "out" / "scores.tsv");
  std::map<std::string, int> damaged;
  for (const auto& f : std::filesystem::recursive_directory_iterator(other.store() / "entries")) {
    const auto name = f.path().filename().string();
    if (f.path().extension() != ".h5" || ++damaged[name] > 8) continue;
    auto bytes = read(f.path());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
    std::ofstream(f.path(), std::ios::binary) << bytes;
  }
  for (const char* name : {"encode.h5", "mask.h5", "responses.h5", "frames.h5", "significance.h5"})
    EXPECT_GT(damaged[name], 0) << name;
  const auto again = other.run(other.recipe, "out");
  ASSERT_CODE(again, 0);
  for (const char* task : {"encode/", "mask/", "prepare/", "features/", "significance/"})
    EXPECT_SAYS(again.err, std::string("the result of ") + task);
  EXPECT_EQ(read(other / "out" / "scores.tsv"), before);
  EXPECT_EQ(largest_difference(numbers(other / "out" / "results.h5"), numbers_of_first), 0);
}

// Entries of earlier versions have no checksums: what they hold must not end the program.
TEST_F(TinyRun, DamagedMasksWithoutChecksumsAreErrors) {
  const TinyPlace other;
  ASSERT_CODE(other.run(other.recipe, "out"), 0);
  for (const auto& f : std::filesystem::recursive_directory_iterator(other.store() / "entries")) {
    if (f.path().filename() != "mask.h5") continue;
    const auto meta = f.path().parent_path() / "meta.json";
    auto facts = nlohmann::json::parse(read(meta));
    facts.erase("xxh3");
    std::ofstream(meta) << facts.dump();
    const auto whole = read(f.path());
    for (std::size_t i = 1; i < 32; ++i) {
      auto bytes = whole;
      auto& byte = bytes[bytes.size() * i / 32];
      byte = static_cast<char>(byte ^ 0x40);
      std::ofstream(f.path(), std::ios::binary) << bytes;
      EXPECT_EQ(other.run(other.recipe, "out").signal, 0) << i;
    }
    return;
  }
}

TEST_F(TinyRun, PlanAsAGraphAndAsJson) {
  const auto plan = nlohmann::json::parse(place->plan(place->recipe, "out", {"--json"}).out);
  ASSERT_EQ(plan.size(), states(out()).size());
  for (const auto& task : plan) EXPECT_EQ(task.at("state"), "cached");
  EXPECT_SAYS(place->plan(place->recipe, "out", {"--dag", "dot"}).out, "digraph");
  EXPECT_SAYS(place->plan(place->recipe, "out", {"--dag", "mermaid"}).out, "graph LR");
}

}  // namespace
}  // namespace encore::test
