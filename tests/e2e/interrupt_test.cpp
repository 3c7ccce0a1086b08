// Ctrl-C, kill -9 and two runs at once: what was finished stays, and the numbers are the same.
#include <signal.h>

#include <chrono>
#include <thread>

#include "core/base/random.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

// A run that nothing disturbed, and how long it took.
class Interrupted : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TinyPlace place;
    const auto start = std::chrono::steady_clock::now();
    const auto done = place.run(place.recipe, "out");
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ASSERT_CODE(done, 0);
    scores = read(place / "out" / "scores.tsv");
    expected = numbers(place / "out" / "results.h5");
  }
  static void expect_same(const Place& place, const std::string& out) {
    EXPECT_EQ(read(place / out / "scores.tsv"), scores);
    EXPECT_EQ(largest_difference(numbers(place / out / "results.h5"), expected), 0);
  }
  static std::size_t entries(const Place& place) {
    std::size_t n = 0;
    if (!std::filesystem::exists(place.store() / "entries")) return 0;
    for (const auto& f : std::filesystem::recursive_directory_iterator(place.store() / "entries"))
      n += f.path().filename() == "meta.json";
    return n;
  }
  static bool empty(const std::filesystem::path& folder) {
    return !std::filesystem::exists(folder) || std::filesystem::is_empty(folder);
  }

  TinyPlace place;
  static double seconds;
  static std::string scores;
  static Numbers expected;
};
double Interrupted::seconds = 0;
std::string Interrupted::scores;
Numbers Interrupted::expected;

TEST_F(Interrupted, ByCtrlC) {
  {
    Running run(place.words("run", place.recipe, "out", {}), place.settings());
    ASSERT_TRUE(run.says("features:"));
    run.send(SIGINT);
    const auto ended = run.wait();
    EXPECT_CODE(ended, 130);
    EXPECT_SAYS(ended.err, "what was finished is kept");
  }
  EXPECT_TRUE(empty(place.store() / "tmp")) << "an interrupted run cleans up after itself";
  const auto kept = entries(place);
  EXPECT_GE(kept, 5U) << "mask and prepared runs";
  ASSERT_CODE(place.run(place.recipe, "out"), 0);
  EXPECT_EQ(states(place / "out").at("mask/sub-001"), "cached");
  expect_same(place, "out");
}

TEST_F(Interrupted, ByKillAtRandomMoments) {
  base::Random random(7);
  std::size_t kept = 0;
  for (int i = 0; i < 6; ++i) {
    Running run(place.words("run", place.recipe, "out", {}), place.settings());
    const double moment = seconds * random.uniform();
    std::this_thread::sleep_for(std::chrono::duration<double>(moment));
    run.send(SIGKILL);
    run.wait();
    EXPECT_GE(entries(place), kept) << "finished work was lost";
    kept = entries(place);
  }
  ASSERT_CODE(place.run(place.recipe, "out"), 0);
  expect_same(place, "out");
  // What the killed runs left half-done is swept up on request.
  ASSERT_CODE(run_encore({"cache", "clean"}, place.settings()), 0);
  EXPECT_TRUE(empty(place.store() / "tmp"));
}

TEST_F(Interrupted, ByAnotherRunInTheSameFolder) {
  Running first(place.words("run", place.recipe, "out", {}), place.settings());
  ASSERT_TRUE(first.says("features:"));
  first.send(SIGSTOP);
  const auto second = place.run(place.recipe, "out");
  first.send(SIGCONT);
  EXPECT_CODE(second, 2);
  EXPECT_SAYS(second.err, "another run is writing to");
  EXPECT_SAYS(second.err, "--out");
  ASSERT_CODE(first.wait(), 0);
  expect_same(place, "out");
}

TEST_F(Interrupted, NotByARunInAnotherFolder) {
  Running first(place.words("run", place.recipe, "one", {}), place.settings());
  Running second(place.words("run", place.recipe, "two", {}), place.settings());
  ASSERT_CODE(first.wait(), 0);
  ASSERT_CODE(second.wait(), 0);
  expect_same(place, "one");
  expect_same(place, "two");
}

}  // namespace
}  // namespace encore::test
