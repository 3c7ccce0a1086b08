// Plugins that fail: the message names plugin, task and fault; what does not need them is done.
#include <algorithm>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

std::string fixture(const std::string& name) {
  return std::string(ENCORE_BINARY_DIR) + "/tests/sdk/fixtures/" + name;
}

// A lab of matrices with the regression `use`.
class FailingRegression : public testing::Test {
 protected:
  void SetUp() override { ArraysLab().write(place); }
  Ended run(const std::string& use, const std::string& folder) {
    const auto text =
        replaced(kSmallRecipe, "{use: encore.ridge, with: {alphas: {logspace: [-2, 6, 9]}}}", use);
    return place.run(place.write("recipe.yaml", text), "out", {"--plugin-path", folder});
  }
  // The run ends with 1, the features are kept, and everything after encode is skipped.
  void expect_failure(const std::string& how, const Words& parts) {
    const auto ended =
        run("{use: test.regression, with: {how: " + how + "}}", fixture("regression"));
    EXPECT_CODE(ended, 1);
    for (const auto& part : parts) EXPECT_SAYS(ended.err, part);
    EXPECT_SAYS(ended.err, "failed: encode/sub-001/music");
    const auto state = states(place / "out");
    EXPECT_NE(state.at("features/music"), "failed");
    EXPECT_EQ(state.at("encode/sub-001/text"), "failed");
    EXPECT_EQ(state.at("significance/sub-001/music"), "skipped");
    EXPECT_EQ(state.at("compare/sub-001"), "skipped");
  }
  Place place;
};

TEST_F(FailingRegression, WorksWhenItBehaves) {
  EXPECT_CODE(run("{use: test.regression, with: {how: well}}", fixture("regression")), 0);
}
TEST_F(FailingRegression, Throws) {
  expect_failure("throws", {"test.regression", "something broke"});
}
TEST_F(FailingRegression, ThrowsWhatIsNoException) {
  expect_failure("throws-odd", {"test.regression"});
}
// Found before any work: nothing has run.
TEST_F(FailingRegression, FailsToStart) {
  const auto ended =
      run("{use: test.regression, with: {how: create-fails}}", fixture("regression"));
  EXPECT_CODE(ended, 1);
  for (const char* part : {"test.regression", "create", "no luck"}) EXPECT_SAYS(ended.err, part);
  EXPECT_FALSE(contains(ended.err, "features")) << ended.err;
}
// A run that a plugin ended must not look like one that is done.
TEST_F(FailingRegression, CallsExit) {
  const auto ended = run("{use: test.regression, with: {how: calls-exit}}", fixture("regression"));
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "was ended in encode/sub-001/music (test.regression)");
}
TEST_F(FailingRegression, WritesOutOfShape) {
  expect_failure("out-of-shape", {"test.regression", "outside"});
}

#if !defined(__SANITIZE_ADDRESS__)
TEST_F(FailingRegression, Crashes) {
  const auto ended = run("{use: test.crash}", fixture("crash"));
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "crashed (SEGV) in encode/sub-001/music (test.crash)");
  EXPECT_SAYS(ended.err, "plugins check");
  // Another regression goes on from what was finished.
  EXPECT_CODE(run("{use: encore.ridge}", fixture("regression")), 0);
  EXPECT_EQ(states(place / "out").at("features/music"), "cached");
}
#endif

// The tiny laboratory with one more feature, that of the fixture, and a model of it.
class FailingFeature : public testing::Test {
 protected:
  void expect_failure(const std::string& how, const Words& parts) {
    const TinyPlace place;
    const auto text = replaced(kTinyRecipe, "mel: {use: encore.mel, with: {n_mels: 64}}",
                               "mel: {use: test.features, with: {how: " + how + "}}");
    const auto ended =
        place.run(place.write("recipe.yaml", text), "out", {"--plugin-path", fixture("features")});
    EXPECT_CODE(ended, 1);
    for (const auto& part : parts) EXPECT_SAYS(ended.err, part);
    const auto state = states(place / "out");
    EXPECT_EQ(state.at("features/mel"), "failed");
    EXPECT_EQ(state.at("encode/sub-001/mel"), "skipped");
    EXPECT_EQ(state.at("encode/sub-001/genre"), "done");
    EXPECT_EQ(state.at("significance/sub-001/noise"), "done");
    EXPECT_SAYS(ended.out, "genre");
  }
};

TEST_F(FailingFeature, Throws) {
  expect_failure("throws", {"test.features", "something broke", "clip "});
}
TEST_F(FailingFeature, GivesNan) { expect_failure("nan", {"test.features", "NaN", "clip "}); }
TEST_F(FailingFeature, WritesOutOfShape) {
  expect_failure("out-of-shape", {"test.features", "outside"});
}

// A plugin that takes many clips at once and fails at the third: the two that it was done with are
// kept, beside the one by which planning learnt the size of a row.
TEST(FailingFeatures, LoseNothingThatIsDone) {
  TinyPlace place;
  place.settings().environment["ENCORE_THREADS"] = "1";
  std::string text = replaced(kTinyRecipe, "mel: {use: encore.mel, with: {n_mels: 64}}",
                              "mel: {use: test.many, with: {how: fails-at-the-third}}");
  text = replaced(text, "/stimuli\"}", "/stimuli\", captions: \"${paths.lab}/captions.csv\"}");
  const auto ended = place.run(place.write("recipe.yaml", text), "out",
                               {"--plugin-path", fixture("features"), "--only", "model=mel"});
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "broke at the third");
  int kept = 0;
  for (const auto& f : std::filesystem::recursive_directory_iterator(place.store() / "entries"))
    if (f.path().filename() == "meta.json") kept += contains(read(f.path()), "clip-features");
  EXPECT_EQ(kept, 3);
}

// What only the plugin can see is still told at its line of the recipe, before any work.
TEST(WrongFeature, IsToldAtItsLine) {
  const TinyPlace place;
  const std::string mine = "mel: {use: encore.array, with: {file: rows.npy}}";
  const auto text = replaced(kTinyRecipe, "mel: {use: encore.mel, with: {n_mels: 64}}", mine);
  write_npy(place / "rows.npy", base::MatrixF::Random(5, 3));
  const auto ended = place.run(place.write("recipe.yaml", text), "out");
  EXPECT_CODE(ended, 2);
  const auto at = text.begin() + static_cast<long>(text.find(mine));
  const auto line = 1 + std::count(text.begin(), at, '\n');
  EXPECT_SAYS(ended.err, "recipe.yaml:" + std::to_string(line) + ":");
  EXPECT_SAYS(ended.err, "'ids'");
}

// A feature of the wrong length is one of the person's mistakes that only the plugin can see.
TEST(WrongFeature, HasFewerRowsThanSamples) {
  const Place place;
  ArraysLab().write(place);
  write_npy(place / "text.npy", base::MatrixF::Random(100, 4));
  const auto ended = place.run(place.write("recipe.yaml", kArraysRecipe), "out");
  EXPECT_CODE(ended, 2);
  for (const char* part : {"features/text", "text.npy", "100", "480"}) EXPECT_SAYS(ended.err, part);
  EXPECT_FALSE(std::filesystem::exists(place / "out")) << "nothing has run";
}

}  // namespace
}  // namespace encore::test
