// Numbers of scikit-learn 1.9.1, made once by tests/reference/text_tfidf.py.
#include <cmath>

#include "core/io/table.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

plugin::ClipInput said(const std::string& text, const std::string& id = "clip") {
  plugin::ClipInput clip;
  clip.id = id;
  clip.duration_s = 15;
  clip.text = text;
  return clip;
}

const std::vector<plugin::ClipInput> small = {
    said("Slow blues, slow guitar."), said("Fast rock guitar & drums!"),
    said("A sad Café song, slow."), said("drums drums drums")};

// Rows of the small captions.
base::MatrixF rows(const std::string& with) {
  auto text = extractor("text-tfidf", with);
  text.fit(small);
  base::MatrixF out;
  for (const auto& clip : small) {
    const auto frames = text.extract(clip);
    out.conservativeResize(out.rows() + 1, frames.values.cols());
    out.row(out.rows() - 1) = frames.values.row(0);
  }
  return out;
}

TEST(TextTfidf, WeighsTermsAsScikitLearn) {
  auto text = extractor("text-tfidf", "{components: 0}");
  EXPECT_TRUE(text.needs().text);
  EXPECT_TRUE(text.needs().fit);
  text.fit(small);
  const auto found = text.extract(said("slow drums in a café"));
  EXPECT_EQ(found.names, (std::vector<std::string>{"blues", "café", "drums", "fast", "guitar",
                                                   "rock", "sad", "slow", "song"}));
  EXPECT_EQ(found.spans, (base::MatrixD(1, 2) << 0, 15).finished());
  base::MatrixF wanted(1, 9);
  wanted << 0, 0.66767854f, 0.52640543f, 0, 0, 0, 0, 0.52640543f, 0;
  EXPECT_LT((found.values - wanted).cwiseAbs().maxCoeff(), 1e-7f);

  base::MatrixF all(4, 9);
  all << 0.493385883f, 0, 0, 0, 0.388991098f, 0, 0, 0.777982195f, 0,          //
      0, 0, 0.437791231f, 0.555282665f, 0.437791231f, 0.555282665f, 0, 0, 0,  //
      0, 0.525472749f, 0, 0, 0, 0, 0.525472749f, 0.414288751f, 0.525472749f,  //
      0, 0, 1, 0, 0, 0, 0, 0, 0;
  EXPECT_LT((rows("{components: 0}") - all).cwiseAbs().maxCoeff(), 1e-7f);
}

TEST(TextTfidf, PairsStopWordsAndOtherNorms) {
  auto pairs = extractor("text-tfidf",
                         "{components: 0, sublinear_tf: true, norm: l1, ngram_max: 2, "
                         "stop_words: [slow]}");
  pairs.fit(small);
  const auto drums = pairs.extract(small[3]);
  ASSERT_EQ(drums.values.cols(), 15);
  EXPECT_NEAR(drums.values(0, column(drums, "drums")), 0.494238291, 1e-7);
  EXPECT_NEAR(drums.values(0, column(drums, "drums drums")), 0.505761709, 1e-7);
  // A stop word goes before pairs are made.
  EXPECT_NEAR(pairs.extract(small[0]).values(0, column(drums, "blues guitar")), 0.358627127, 1e-7);

  base::MatrixF raw(4, 3);
  raw << 0, 1.510825624f, 1.510825624f, 1.510825624f, 1.510825624f, 0, 0, 0, 1.510825624f,
      4.532476871f, 0, 0;
  EXPECT_LT((rows("{components: 0, norm: none, min_df: 2, lowercase: false}") - raw)
                .cwiseAbs()
                .maxCoeff(),
            1e-6f);
}

TEST(TextTfidf, ComponentsWithTheRuleOfSigns) {
  base::MatrixF wanted(4, 2);
  wanted << 0.48607366f, 0.66302649f, 0.80307233f, -0.29545004f, 0.31819931f, 0.74565764f,
      0.71407868f, -0.45132241f;
  EXPECT_LT((rows("{components: 2}") - wanted).cwiseAbs().maxCoeff(), 1e-6f);
}

TEST(TextTfidf, NothingIsLearntFromWhatIsExtracted) {
  auto text = extractor("text-tfidf", "{components: 0}");
  text.fit(small);
  const auto before = text.extract(small[0]).values;
  const auto other = text.extract(said("slow polka polka polka"));
  EXPECT_EQ(other.values(0, column(other, "slow")), 1);  // polka is no column
  EXPECT_EQ(text.extract(small[0]).values, before);
}

TEST(TextTfidf, ZerosWithAWarningWhereNothingIsKnown) {
  std::vector<std::string> warnings;
  plugin::CallOptions options;
  options.log = [&](int level, const std::string& text) {
    if (level == ENCORE_LOG_WARN) warnings.push_back(text);
  };
  auto text = extractor("text-tfidf", "{components: 3}", options);
  auto training = small;
  training.push_back(said("  "));
  text.fit(training);
  for (const char* caption : {"Polka & waltz", "", " \t"})
    EXPECT_EQ(text.extract(said(caption)).values, base::MatrixF::Zero(1, 3)) << caption;
  EXPECT_EQ(warnings, (std::vector<std::string>{"a caption without a known word gets zeros",
                                                "a clip without a caption gets zeros",
                                                "a clip without a caption gets zeros"}));
  // An empty caption is not a document.
  EXPECT_EQ(text.extract(small[0]).values, rows("{components: 3}").row(0));
  EXPECT_EQ(text.meta().at("captions"), "4");
}

TEST(TextTfidf, AsksForNoMoreComponentsThanThereAre) {
  std::string warning;
  plugin::CallOptions options;
  options.log = [&](int, const std::string& text) { warning = text; };
  auto text = extractor("text-tfidf", "{components: 64}", options);
  text.fit(small);
  EXPECT_EQ(text.extract(small[0]).values.cols(), 4);
  EXPECT_EQ(warning, "the training captions span 4 components, not the 64 asked for");
  EXPECT_EQ(text.meta().at("components_share"), "1.0000");
}

TEST(TextTfidf, RefusesWhatLeavesNothing) {
  EXPECT_NE(error_of([] { extractor("text-tfidf", "{ngram_min: 3, ngram_max: 2}"); }), "");
  auto rare = extractor("text-tfidf", "{min_df: 5}");
  const auto text = error_of([&] { rare.fit(small); });
  EXPECT_NE(text.find("leaves no term of 4 training captions"), std::string::npos) << text;
  auto silent = extractor("text-tfidf");
  EXPECT_NE(error_of([&] { silent.fit({said("")}); }).find("captions: no training clip has one"),
            std::string::npos);
}

TEST(TextTfidf, StateSurvivesSaving) {
  for (const char* with : {"{components: 2}", "{components: 0}"}) {
    auto text = extractor("text-tfidf", with);
    text.fit(small);
    auto again = extractor("text-tfidf", with);
    again.load(text.save());
    EXPECT_EQ(again.extract(small[0]).values, text.extract(small[0]).values);
    EXPECT_NE(error_of([&] { again.load("damaged"); }), "");
  }
}

// Every tenth caption is held out.
class RealCaptions : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = test_data() / "captions" / "brain2music-captions.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
    const auto table = io::read_table(file);
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      (r % 10 == 9 ? test : training).push_back(said(table.rows[r][1], table.rows[r][0]));
    ASSERT_EQ(training.size(), 486u);
    ASSERT_EQ(test.size(), 54u);
  }
  base::MatrixF extract(const std::string& with) {
    auto text = extractor("text-tfidf", with);
    text.fit(training);
    base::MatrixF out;
    for (const auto& clip : test) {
      const auto values = text.extract(clip).values;
      out.conservativeResize(out.rows() + 1, values.cols());
      out.row(out.rows() - 1) = values.row(0);
    }
    share = text.meta().contains("components_share") ? text.meta().at("components_share") : "";
    return out;
  }
  std::vector<plugin::ClipInput> training, test;
  std::string share;
};

TEST_F(RealCaptions, AsScikitLearn) {
  const auto terms = extract("{components: 0}");
  EXPECT_EQ(terms.cols(), 1700);
  EXPECT_EQ((terms.array() > 0).count(), 1818);
  EXPECT_NEAR(terms.cast<double>().sum(), 285.29799334, 1e-4);
  const auto lsa = extract("{components: 20}");
  const double first[] = {0.3426241871, 0.0912638412, 0.1912034262, -0.0413962909, -0.1136195560};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(lsa(0, i), first[i], 1e-6);
  EXPECT_NEAR(lsa.col(0).norm(), 2.6361321638, 1e-5);
  EXPECT_NEAR(lsa.col(1).norm(), 0.9128920190, 1e-5);
  EXPECT_NEAR(lsa.col(19).norm(), 0.3275305853, 1e-5);
  EXPECT_EQ(share, "0.2840");
}

TEST_F(RealCaptions, PairsAsScikitLearn) {
  const std::string with = ", min_df: 2, max_df: 0.5, ngram_max: 2, sublinear_tf: true, norm: l1}";
  const auto terms = extract("{components: 0" + with);
  EXPECT_EQ(terms.cols(), 3508);
  EXPECT_EQ((terms.array() > 0).count(), 2743);
  const auto lsa = extract("{components: 20" + with);
  const double first[] = {0.0292873197, 0.0180257532, -0.0060176621, 0.0220914346, 0.0032778013};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(lsa(0, i), first[i], 1e-6);
  EXPECT_NEAR(lsa.col(19).norm(), 0.0389567158, 1e-6);
  EXPECT_EQ(share, "0.1862");
}

}  // namespace
}  // namespace encore::test
