// Programs as features: who may run them, what a run that is not allowed says, the Python helper.
#include <cstdlib>

#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

class Programs : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(place / "programs");
    std::filesystem::copy(ENCORE_TEST_PROGRAM, place / "programs/p");
  }
  // The tiny recipe with a program instead of noise, beside the recipe.
  std::filesystem::path recipe(const std::string& with = "program: programs/p") {
    const auto text = replaced(kTinyRecipe, "noise: {use: encore.noise, with: {dims: 8}}",
                               "mine: {use: encore.process, with: {" + with + "}}");
    return place.write("recipe.yaml", replaced(text, "noise: [noise]", "mine: [mine]"));
  }
  Ended run(const std::filesystem::path& file, Words more = {}) {
    more.insert(more.end(), {"--only", "model=mine"});
    return place.run(file, "out", more);
  }
  void expect_refused(const Ended& ended) {
    EXPECT_CODE(ended, 2);
    EXPECT_SAYS(ended.err, "recipe.yaml:13:");
    EXPECT_SAYS(ended.err, "feature mine runs the program");
    EXPECT_SAYS(ended.err, "which nobody has allowed");
    EXPECT_SAYS(ended.err, "--allow-exec");
  }
  // The machine file with a line more.
  void trust(const std::string& entry) {
    place.write("machine.yaml", "threads: 2\ncache: store\npaths: {lab: \"" + tiny_lab().string() +
                                    "\"}\ntrust: [\"" + entry + "\"]\n");
  }
  TinyPlace place;
};

TEST_F(Programs, RunOnlyWhenAllowed) {
  const auto file = recipe();
  expect_refused(run(file));
  EXPECT_FALSE(std::filesystem::exists(place / "out" / "scores.tsv"));
  // Checking and planning need no permission, run nothing, and say what a run will need.
  const auto checked = run_encore({"check", file.string()}, place.settings());
  EXPECT_CODE(checked, 0);
  EXPECT_SAYS(checked.err, "`encore run` will need --allow-exec");
  const auto planned = place.plan(file, "out");
  EXPECT_CODE(planned, 0);
  EXPECT_SAYS(planned.err, "`encore run` will need --allow-exec");

  EXPECT_CODE(run(file, {"--allow-exec"}), 0);
  EXPECT_EQ(states(place / "out").at("features/mine"), "done");
  // What is in the store runs nothing.
  EXPECT_CODE(run(file), 0);
  EXPECT_EQ(states(place / "out").at("features/mine"), "cached");
  // Another version of the program is another feature, and asks again.
  expect_refused(run(recipe("program: programs/p, version: \"2\"")));
}

TEST_F(Programs, TrustByFolderFileAndContent) {
  trust(place.store().string());
  expect_refused(run(recipe()));
  trust("sha256:" + std::string(64, '0'));
  expect_refused(run(recipe()));
  trust((place / "programs").string());
  EXPECT_CODE(run(recipe()), 0);
  trust((place / "programs/p").string());
  EXPECT_CODE(run(recipe("program: programs/p, version: \"2\"")), 0);
  // A link that leads out of a trusted folder is not trusted.
  std::filesystem::create_directory(place / "other");
  std::filesystem::rename(place / "programs/p", place / "other/p");
  std::filesystem::create_symlink(place / "other/p", place / "programs/p");
  trust((place / "programs").string());
  expect_refused(run(recipe("program: programs/p, version: \"3\"")));
}

TEST_F(Programs, AMalformedTrustIsAMistake) {
  trust("sha256:abc");
  const auto ended = run(recipe());
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "'sha256:abc' is not sha256: and 64 of 0-9 and a-f");
}

TEST_F(Programs, AFailureNamesClipAndLastWords) {
  const auto ended = run(recipe("program: programs/p, parameters: [how=exit]"), {"--allow-exec"});
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "exit code 3");
  EXPECT_SAYS(ended.err, "no such layer: 77");
  EXPECT_SAYS(ended.err, "or one of those with it");
  EXPECT_SAYS(ended.err, "recipe.yaml:13:");  // the line of the feature
}

// The program of docs/process.md, where there is a Python with NumPy.
TEST_F(Programs, ThePythonHelperServes) {
  // The python3 on the PATH, else the system's.
  const std::string path = std::getenv("PATH");
  bool found = false;
  for (const auto& search : {path, "/usr/bin:" + path}) {
    if (found ||
        std::system(("PATH='" + search + "' python3 -c 'import numpy' 2>/dev/null").c_str()))
      continue;
    found = true;
    place.settings().environment["PATH"] = search;
  }
  if (!found) GTEST_SKIP() << "skipped: no python3 with NumPy";
  const auto program = std::string(ENCORE_SOURCE_DIR) + "/recipes/programs/loudness.py";
  const auto ended =
      run(recipe("program: " + program + ", sample_rate_hz: 8000"), {"--allow-exec"});
  EXPECT_CODE(ended, 0);
  EXPECT_EQ(states(place / "out").at("features/mine"), "done");
}

}  // namespace
}  // namespace encore::test
