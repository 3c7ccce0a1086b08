// encore.onnx-text: what is said of captions that are empty or too long, and of wrong parameters.
#include <algorithm>
#include <mutex>

#include "tests/plugins/onnx/model_place.hpp"

namespace encore::test {
namespace {

class OnnxText : public testing::Test {
 protected:
  plugin::FeatureExtractor text(const std::string& more = "", plugin::CallOptions options = {}) {
    options.log = [this](int, const std::string& said) { said_ += said + "\n"; };
    return extractor("onnx-text",
                     "{model: '" + std::string(ENCORE_SOURCE_DIR) +
                         "/tests/data/models/tiny-bert'" + (more.empty() ? "" : ", " + more) + "}",
                     options);
  }
  static plugin::ClipInput caption(const std::string& words) {
    plugin::ClipInput clip;
    clip.id = "blues.00001";
    clip.text = words;
    clip.duration_s = 15;
    return clip;
  }
  std::string said_;
};

TEST_F(OnnxText, OneRowForTheWholeClip) {
  const auto got = text("layers: [1, pooled]").extract(caption("Slow blues."));
  EXPECT_EQ(got.values.rows(), 1);
  EXPECT_EQ(got.values.cols(), 64);
  EXPECT_EQ(got.names[0], "layer1_1");
  EXPECT_EQ(got.names[63], "pooled_32");
  EXPECT_DOUBLE_EQ(got.spans(0, 1), 15);
  EXPECT_EQ(said_, "");
}

TEST_F(OnnxText, AnEmptyCaptionIsZerosUnlessAskedOtherwise) {
  EXPECT_TRUE(text().extract(caption(" \n")).values.isZero(0));
  EXPECT_SAYS_PART(said_, "a clip without a caption gets zeros");
  EXPECT_FALSE(text("empty: encode").extract(caption("")).values.isZero(0));
}

TEST_F(OnnxText, ALongCaptionIsCutWithAWarning) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "slow ";
  const auto cut = text().extract(caption(words)).values;
  EXPECT_SAYS_PART(said_, "a caption is longer than the 48 tokens that the network reads");
  EXPECT_EQ(cut, text().extract(caption(words + "and sad")).values);
}

// 48 tokens with the two special ones: 46 words of a token each are read whole, 47 are not.
TEST_F(OnnxText, ACaptionThatJustFitsIsNotCut) {
  const auto words = [](int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += "slow ";
    return out;
  };
  text().extract(caption(words(46)));
  EXPECT_EQ(said_, "");
  text().extract(caption(words(47)));
  EXPECT_SAYS_PART(said_, "is longer than the 48 tokens");
}

// Beside others and alone: the same bits, and each warning with its clip.
TEST_F(OnnxText, ManyAtOnceAreAsOneByOne) {
  std::vector<plugin::ClipInput> clips;
  std::string words;
  for (int i = 0; i < 60; ++i) clips.push_back(caption(words += i % 3 == 0 ? "slow " : "blues, "));
  clips[7].text = " ";
  auto one = text();
  EXPECT_EQ(one.preferred_clips(), 512u);
  EXPECT_EQ(text("batch: 1").preferred_clips(), 1u);
  const auto many = one.extract_many(clips);
  ASSERT_EQ(many.size(), clips.size());
  std::vector<std::size_t> cut;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    said_.clear();
    EXPECT_EQ(many[i].values, one.extract(clips[i]).values) << i;
    EXPECT_EQ(many[i].names, one.extract(clips[i]).names);
    if (said_.find("is longer than") != std::string::npos) cut.push_back(i);
  }
  EXPECT_GT(cut.size(), 2u);
  std::vector<std::size_t> warned, blank;
  plugin::CallOptions options;
  options.warn_of_clip = [&](std::size_t i, const std::string& said) {
    (said.find("is longer than") != std::string::npos ? warned : blank).push_back(i);
  };
  text("", options).extract_many(clips);
  std::sort(warned.begin(), warned.end());
  EXPECT_EQ(warned, cut);
  EXPECT_EQ(blank, std::vector<std::size_t>{7});
}

// A network of tests/reference/onnx_networks.py with the tokeniser of tiny-bert.
class OddNetwork : public OnnxText {
 protected:
  std::vector<plugin::FeatureFrames> rows(const std::string& network, const std::string& pad) {
    const std::filesystem::path from = ENCORE_SOURCE_DIR "/tests/data/models/tiny-bert";
    std::filesystem::create_directories(place_.folder());
    for (const char* file : {"tokenizer.xml", "tokenizer.bin"})
      std::filesystem::copy_file(from / file, place_.folder() / file,
                                 std::filesystem::copy_options::overwrite_existing);
    place_.write("text:\n  network: " + network + ".onnx\n  inputs: {ids: ids, mask: mask}\n" +
                     "  tokenizer: {file: tokenizer.xml, max_tokens: 48" + pad + "}\n" +
                     "  outputs:\n    - {name: rows, layer: 0, kind: tokens, dims: 2}\n" +
                     "  default_layer: 0\n  pooling: mean\n  normalize: none\n",
                 network + ".onnx");
    auto features = extractor("onnx-text", place_.with());
    std::vector<plugin::ClipInput> clips;
    std::string longest;  // leaves nothing to fill up
    for (int i = 0; i < 60; ++i) longest += "slow ";
    for (const char* words : {longest.c_str(), "Fast blues.", "A slow and sad song.", "Blues."})
      clips.push_back(caption(words));
    auto many = features.extract_many(clips);
    for (std::size_t i = 0; i < clips.size(); ++i)
      EXPECT_EQ(many[i].values, features.extract(clips[i]).values) << clips[i].text;
    return many;
  }
  ModelPlace place_;
};

TEST_F(OddNetwork, ThatMixesCaptionsGetsThemOneByOne) {
  const auto got = rows("mixing", ", pad: 0");
  EXPECT_NE(got[0].values, got[1].values);
}
TEST_F(OddNetwork, ThatTakesOneCaptionGetsThemOneByOne) {
  EXPECT_EQ(rows("alone", ", pad: 0")[0].values(0, 1), 0);
}
TEST_F(OddNetwork, ThatSeesWhatFillsACaptionUpIsAnErrorUnlessNothingDoes) {
  EXPECT_SAYS_PART(error_of([&] { rows("filled", ", pad: 0"); }),
                   "'model' has rows that depend on what fills a caption up");
  EXPECT_NEAR(rows("filled", "")[0].values(0, 1), 0, 1e-5);  // less their mean
}

TEST_F(OnnxText, PoolingAndLength) {
  const auto mean = text("normalize: none").extract(caption("Slow blues.")).values;
  const auto unit = text("normalize: l2").extract(caption("Slow blues.")).values;
  EXPECT_NEAR(unit.norm(), 1, 1e-6);
  EXPECT_LE((mean / mean.norm() - unit).cwiseAbs().maxCoeff(), 1e-6F);
  EXPECT_NE(text("pooling: cls").extract(caption("Slow blues.")).values,
            text("pooling: last").extract(caption("Slow blues.")).values);
}

TEST_F(OnnxText, WrongFoldersAndLayers) {
  EXPECT_SAYS_PART(error_of([&] { text("layers: [12]"); }),
                   "'layers' names '12', which the model does not have; it has 0, 1, 2, pooled");
  EXPECT_SAYS_PART(error_of([&] {
                     extractor("onnx-audio", "{model: '" + std::string(ENCORE_SOURCE_DIR) +
                                                 "/tests/data/models/tiny-bert'}");
                   }),
                   "reads no sound; encore.onnx-text reads text");
}

}  // namespace
}  // namespace encore::test
