// Features of captions: what is wrong with a file of captions is said, and nothing else stops.
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

class Captions : public testing::Test {
 protected:
  // The tiny recipe with words instead of noise.
  std::filesystem::path recipe(const std::string& stimuli) {
    std::string text =
        replaced(kTinyRecipe, "noise: {use: encore.noise, with: {dims: 8}}",
                 "words: {use: encore.text-tfidf, with: {components: 8, min_df: 2}}");
    text = replaced(text, "noise: [noise]", "words: [words]");
    text =
        replaced(text, "stimuli: {folder: \"${paths.lab}/stimuli\"}", "stimuli: {" + stimuli + "}");
    return place.write("recipe.yaml", text);
  }
  TinyPlace place;
};

TEST_F(Captions, ARecipeWithoutThemIsToldSo) {
  const auto ended = place.run(recipe("folder: \"${paths.lab}/stimuli\""), "out");
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "encore.text-tfidf reads captions, but the recipe names none");
  EXPECT_SAYS(ended.err, "recipe.yaml:");
}

TEST_F(Captions, MalformedIdsAndUnknownWordsAreWarnings) {
  const std::string captions = read(tiny_lab() / "captions.csv");
  const auto line = captions.find('\n') + 1, comma = captions.find(',', line);
  const std::string id = captions.substr(line, comma - line);  // blues.00021_15s
  const auto dot = id.find('.');
  const std::string odd = id.substr(0, dot + 1) + "0" + id.substr(dot + 1);
  std::string text = replaced(captions, id, odd);
  // Two more clips say what nobody else says.
  auto at = text.find('\n', line) + 1;
  for (int i = 0; i < 2; ++i) {
    const auto from = text.find(',', at) + 1, to = text.find('\n', at);
    text.replace(from, to - from, i == 0 ? "zzyzx" : "qwrtp");
    at = text.find('\n', at) + 1;
  }
  place.write("captions.csv", text + "polka.00001_15s,Nobody hears this.\n");
  const auto file = recipe("folder: \"${paths.lab}/stimuli\", captions: captions.csv");
  const auto ended = place.run(file, "out", {"--only", "model=words"});
  EXPECT_CODE(ended, 0);
  EXPECT_SAYS(ended.err, "the id '" + odd + "' in");
  EXPECT_SAYS(ended.err, "is taken for the clip " + id.substr(0, id.find('_')));
  EXPECT_SAYS(ended.err, "that belong to no clip: 1, the first is");
  EXPECT_SAYS(ended.err, "'polka.00001_15s'");
  EXPECT_SAYS(ended.err, "feature words: a caption without a known word gets zeros (2 clips, the");
  // The same file again costs nothing; another caption of a training clip is another feature.
  EXPECT_EQ(states(place / "out").at("features/words"), "done");
  EXPECT_CODE(place.run(file, "out", {"--only", "model=words"}), 0);
  EXPECT_EQ(states(place / "out").at("features/words"), "cached");
  place.write("captions.csv", replaced(text, "zzyzx", "blues"));
  EXPECT_CODE(place.run(file, "out", {"--only", "model=words"}), 0);
  EXPECT_EQ(states(place / "out").at("features/words"), "done");
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// The laboratory has 35 clips; one of them is computed before the others, for the plan.
TEST_F(Captions, WarningsComeOnceAndCountEveryClip) {
  recipe("folder: \"${paths.lab}/stimuli\", captions: captions.csv");
  std::string captions = read(tiny_lab() / "captions.csv");
  for (auto at = captions.find('\n') + 1; at < captions.size();) {
    const auto from = captions.find(',', at) + 1, to = captions.find('\n', at);
    captions.replace(from, to - from, "blues");
    at = captions.find('\n', at) + 1;
  }
  place.write("captions.csv", captions);
  const auto plain = place.run(place / "recipe.yaml", "out", {"--only", "model=words"});
  EXPECT_CODE(plain, 0);
  EXPECT_EQ(times(plain.err, "span 1 components, not the 8 asked for"), 1u) << plain.err;
  EXPECT_SAYS(read(place / "out" / "recipe.lock.yaml"), "features:\n  words:\n    captions: ");
}

TEST_F(Captions, CheckFindsThatNothingIsLearnt) {
  const auto file =
      recipe("folder: \"${paths.lab}/stimuli\", captions: \"${paths.lab}/captions.csv\"");
  const auto checked = [&](const std::string& with) {
    place.write("recipe.yaml", replaced(read(file), "min_df: 2", with));
    auto ended = run_encore({"check", file.string()}, place.settings());
    recipe("folder: \"${paths.lab}/stimuli\", captions: \"${paths.lab}/captions.csv\"");
    return ended;
  };
  EXPECT_CODE(checked("min_df: 2"), 0);
  const auto rare = checked("min_df: 1000");
  EXPECT_CODE(rare, 2);
  EXPECT_SAYS(rare.err, "recipe.yaml:13:");
  EXPECT_SAYS(rare.err, "'min_df' leaves no term of ");
  const auto common = checked("max_df: 0");
  EXPECT_CODE(common, 2);
  EXPECT_SAYS(common.err, "'max_df' leaves no term of ");
  place.write("empty.csv", "id,text\n");
  recipe("folder: \"${paths.lab}/stimuli\", captions: empty.csv");
  const auto empty = run_encore({"check", file.string()}, place.settings());
  EXPECT_CODE(empty, 2);
  EXPECT_SAYS(empty.err, "captions: no training clip has one");
}

}  // namespace
}  // namespace encore::test
