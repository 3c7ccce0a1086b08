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

}  // namespace
}  // namespace encore::test
