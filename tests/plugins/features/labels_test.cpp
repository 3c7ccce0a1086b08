#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

plugin::ClipInput heard(const std::string& id, const std::string& genre, const std::string& tempo) {
  plugin::ClipInput clip;
  clip.id = id;
  clip.duration_s = 15;
  clip.columns = {{"genre", genre}, {"tempo", tempo}};
  return clip;
}
const std::vector<plugin::ClipInput> training = {
    heard("a", "'rock'", "100"), heard("b", "'blues'", "120"), heard("c", "'rock'", "140")};

TEST(Labels, OneHotInOrderOfNames) {
  auto labels = extractor("labels", "{column: genre}");
  EXPECT_TRUE(labels.needs().columns);
  EXPECT_TRUE(labels.needs().fit);
  labels.fit(training);
  const auto rock = labels.extract(heard("d", "rock", "1"));
  EXPECT_EQ(rock.names, (std::vector<std::string>{"genre=blues", "genre=rock"}));
  EXPECT_EQ(rock.values, (base::MatrixF(1, 2) << 0, 1).finished());
  EXPECT_EQ(rock.spans, (base::MatrixD(1, 2) << 0, 15).finished());
}

TEST(Labels, NumbersAreScoredByTrainingClips) {
  auto labels = extractor("labels", "{columns: [tempo, genre]}");
  labels.fit(training);
  const auto clip = labels.extract(heard("d", "blues", "160"));
  const double sd = std::sqrt((400.0 + 0 + 400) / 3);
  EXPECT_NEAR(clip.values(0, 0), 40 / sd, 1e-6);
  EXPECT_EQ(clip.values(0, 1), 1);
  EXPECT_EQ(labels.extract(heard("e", "blues", "n/a")).values(0, 0), 0);
  auto named = extractor("labels", "{columns: [tempo], categorical: [tempo]}");
  named.fit(training);
  EXPECT_EQ(named.extract(heard("d", "blues", "120")).values,
            (base::MatrixF(1, 3) << 0, 1, 0).finished());
}

TEST(Labels, UnseenCategoryGivesZerosAndOneWarning) {
  std::vector<std::string> warnings;
  plugin::CallOptions options;
  options.log = [&](int level, const std::string& text) {
    if (level == ENCORE_LOG_WARN) warnings.push_back(text);
  };
  auto labels = extractor("labels", "{column: genre}", options);
  labels.fit(training);
  for (const char* id : {"x", "y"})
    EXPECT_EQ(labels.extract(heard(id, "polka", "1")).values, base::MatrixF::Zero(1, 2));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("genre 'polka'"), std::string::npos) << warnings[0];
}

TEST(Labels, MissingColumnListsTheOthers) {
  auto labels = extractor("labels", "{column: mood}");
  const auto text = error_of([&] { labels.fit(training); });
  EXPECT_NE(text.find("no column 'mood'"), std::string::npos) << text;
  EXPECT_NE(text.find("genre, tempo"), std::string::npos) << text;
}

TEST(Labels, StateSurvivesSaving) {
  auto labels = extractor("labels", "{columns: [genre, tempo]}");
  labels.fit(training);
  auto again = extractor("labels", "{columns: [genre, tempo]}");
  again.load(labels.save());
  const auto clip = heard("d", "blues", "150");
  EXPECT_EQ(again.extract(clip).values, labels.extract(clip).values);
  EXPECT_NE(error_of([&] { again.load("damaged"); }), "");
}

}  // namespace
}  // namespace encore::test
