// Recipes of recipes/brain2music that need networks, on the tiny laboratory with the small random
// networks of tests/data/models in the place of trained ones. Where the laboratory follows spectra
// (A1) or genres (STG, IFG), features that hold those must win; nothing predicts V1.
#include <cmath>

#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

// Folders by the names that the recipes use.
const std::vector<std::pair<const char*, const char*>> kModels = {
    {"clap-music", "tiny-clap"},       {"w2v-bert", "tiny-w2v-bert"},
    {"encodec-24khz", "tiny-encodec"}, {"encodec-32khz", "tiny-encodec"},
    {"minilm", "tiny-bert"},           {"mert", "tiny-mert"},
    {"hubert", "tiny-hubert"},         {"mms", "tiny-wav2vec2"},
    {"whisper", "tiny-whisper"},       {"ast", "tiny-ast"}};

class NetworkRecipes : public testing::Test {
 protected:
  NetworkRecipes()
      : place_({{"ds003720", tiny_lab().string()},
                {"gtzan", (tiny_lab() / "stimuli").string()},
                {"captions", (tiny_lab() / "captions.csv").string()},
                {"models", models_.path().string()},
                {"atlas", (tiny_lab() / "atlas").string()}}) {
    for (const auto& [name, network] : kModels)
      fs::create_directory_symlink(fs::path(ENCORE_SOURCE_DIR) / "tests/data/models" / network,
                                   models_.path() / name);
  }

  // The laboratory has runs shorter than the running median's window.
  void run(const char* recipe, const std::vector<std::string>& set, const Words& more = {}) {
    Words words = more;
    for (const auto& text : set) words.insert(words.end(), {"--set", text});
    for (const std::string& text :
         {std::string("data.prepare.detrend={kind: polynomial, order: 2}"),
          std::string("stats.significance.draws=100")})
      words.insert(words.end(), {"--set", text});
    const auto path = fs::path(ENCORE_SOURCE_DIR) / "recipes/brain2music" / recipe;
    const auto ended = place_.run(path, "out", words);
    ASSERT_CODE(ended, 0);
    table_ = ended.out.substr(0, ended.out.find("\n\n"));
    scores_ = read_tsv(place_ / "out" / "scores.tsv");
  }
  double r(const char* model, const char* roi) const {
    return score(scores_, model, roi, "pearson_r_mean");
  }

  // The last column of a region of the printed table.
  std::string verdict(const std::string& roi) const {
    const auto row = table_.find("\n" + roi + " ");
    const auto line = table_.substr(row + 1, table_.find('\n', row + 1) - row - 1);
    return row == std::string::npos ? "" : line.substr(line.rfind("  ") + 2);
  }

  Folder models_;
  std::string table_;
  Place place_;
  std::vector<Row> scores_;
};

TEST_F(NetworkRecipes, EncodingFindsGenreInStg) {
  const std::vector<std::string> set = {"features.w2v_bert.with.layers=[1]",
                                        "features.music.with.window_s=1", "encode.cv.folds=3"};
  run("encoding.yaml", set);
  for (const char* other : {"music", "w2v_bert", "codec"})
    EXPECT_GT(r("genre", "STG"), r(other, "STG")) << other;
  EXPECT_GT(r("text", "STG"), r("w2v_bert", "STG"));  // captions name the genre
  // Five test clips have 120 orders: no region has enough voxels for BH to let one pass.
  EXPECT_EQ(verdict("STG"), "cannot be decided (100 draws)") << table_;
  EXPECT_SAYS(table_, "cannot be decided: 120 orders of the test rows and 100 draws");
  // The highest r of each draw needs no such number.
  run("encoding.yaml", set, {"--set", "stats.significance.correct=max-statistic"});
  EXPECT_EQ(verdict("STG"), "genre (best in 1 of 1)") << table_;
  EXPECT_EQ(verdict("V1"), "none (not above chance)") << table_;
}

TEST_F(NetworkRecipes, TextFollowsGenresAndNoiseNothing) {
  run("music-vs-text.yaml", {"features.music.with.window_s=1", "encode.regression.with.draws=5"});
  for (const char* region : {"STG", "IFG"}) {
    EXPECT_GT(r("tfidf", region), r("music", region)) << region;
    EXPECT_GT(r("text", region), r("music", region)) << region;
    EXPECT_GT(r("tfidf", region), r("noise", region)) << region;
  }
  EXPECT_TRUE(std::isfinite(score(scores_, "joint/text", "STG", "r2_unique_mean")));
  EXPECT_EQ(verdict("STG"), "cannot be decided (100 draws)") << table_;
}

TEST_F(NetworkRecipes, SpectraWinInA1) {
  run("music-vs-nonmusic.yaml",
      {"features.clap.with.window_s=1", "features.mert.with.layers=[1]",
       "features.hubert.with.layers=[1]", "features.w2v_bert.with.layers=[1]",
       "features.mms.with.layers=[1]", "features.whisper.with.layers=[1]",
       "features.ast.with.window_s=1"},
      {"--only", "model=clap,mert,ast,w2v_bert,whisper,minilm,mel"});
  for (const char* spectral : {"mel", "whisper", "ast"})
    for (const char* other : {"mert", "w2v_bert", "minilm"})
      EXPECT_GT(r(spectral, "A1"), r(other, "A1")) << spectral << " " << other;
  for (const char* model : {"clap", "mert", "whisper", "minilm", "mel"})
    EXPECT_LT(std::abs(r(model, "V1")), 0.15) << model;
}

TEST_F(NetworkRecipes, LayersHaveAProfile) {
  run("layers.yaml", {"features.mert.layers=[0, 2]", "features.hubert.layers=[0, 2]",
                      "stats.compare.pairs=[[mert-0, mert-2], [hubert-0, mel]]"});
  for (const char* layer : {"mert-0", "mert-2", "hubert-0", "hubert-2"})
    EXPECT_GT(r("mel", "A1"), r(layer, "A1")) << layer;
  const auto rows = read_tsv(place_ / "out" / "profile.tsv");
  for (const char* network : {"mert", "hubert"})
    for (const char* layer : {"0", "2"})
      EXPECT_NEAR(
          std::stod(
              row_of(rows, {{"model", network}, {"along", "layer"}, {"at", layer}, {"roi", "A1"}})
                  .at("pearson_r_mean")),
          r((std::string(network) + "-" + layer).c_str(), "A1"), 1e-5);
}

}  // namespace
}  // namespace encore::test
