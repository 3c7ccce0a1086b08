#include "core/plugin/instance.hpp"

#include <atomic>
#include <cmath>
#include <thread>

#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

using base::Index;
using base::MatrixF;

const PluginInfo& info(const std::string& fixture_name, const std::string& id) {
  static std::map<std::string, Catalog> catalogs;
  auto found = catalogs.find(fixture_name);
  if (found == catalogs.end())
    found = catalogs.emplace(fixture_name, Catalog::scan({fixture_folder(fixture_name)}, program()))
                .first;
  return *found->second.find(id);
}

const std::vector<std::int32_t> bands{0, 3};
const std::vector<std::string> band_names{"all"};

// Fits the fixture on y = x * w and predicts from x.
struct RegressionRun {
  MatrixF x = MatrixF::Random(20, 3), w = MatrixF::Random(3, 4), y = x * w;
  std::vector<std::int32_t> group = std::vector<std::int32_t>(20, 1);

  MatrixF go(const std::string& with, CallOptions options = {}) {
    const auto& plugin = info("regression", "test.regression");
    Regression r(plugin, params_of(plugin, with, {"r.yaml", 5, 6, 1}), std::move(options));
    r.prepare(x, group, bands, band_names);
    r.fit(y);
    return r.predict(x);
  }
  std::string error(const std::string& how) {
    return error_of([&] { go("{how: " + how + "}"); });
  }
};

TEST(Regression, FitsAndPredicts) {
  RegressionRun run;
  const MatrixF hat = run.go("{alpha: 0}");
  EXPECT_LT((hat - run.y).cwiseAbs().maxCoeff(), 1e-4f);
}

TEST(Regression, TakesBlocksOfALargerMatrix) {
  RegressionRun run;
  const MatrixF whole = run.go("{}");
  const auto& plugin = info("regression", "test.regression");
  Regression r(plugin, params_of(plugin), {});
  r.prepare(run.x, run.group, bands, band_names);
  r.fit(run.y.middleCols(1, 2));
  EXPECT_EQ(r.predict(run.x.topRows(5)), whole.block(0, 1, 5, 2));
}

TEST(Regression, InspectsSavesAndLoads) {
  RegressionRun run;
  const auto& plugin = info("regression", "test.regression");
  Regression r(plugin, params_of(plugin), {});
  r.prepare(run.x, run.group, bands, band_names);
  r.fit(run.y);
  ASSERT_TRUE(r.inspect("weights"));
  EXPECT_EQ(r.inspect("weights")->cols(), 4);
  EXPECT_FALSE(r.inspect("alpha"));
  EXPECT_FALSE(r.predict_band(run.x, 0)) << "it has no shares of bands";
  Regression other(plugin, params_of(plugin), {});
  other.load(r.save());
  EXPECT_EQ(other.predict(run.x), r.predict(run.x));
  EXPECT_THROW(other.load("rubbish"), base::Error);
  EXPECT_THROW(other.load("4 3\nrub"), base::Error);
}

TEST(Regression, TurnsMisbehaviourIntoErrors) {
  RegressionRun run;
  EXPECT_NE(run.error("throws").find("something broke"), std::string::npos);
  EXPECT_NE(run.error("throws-odd").find("unknown exception"), std::string::npos);
  EXPECT_NE(run.error("create-fails").find("no luck"), std::string::npos);
  EXPECT_NE(run.error("unwritten").find("left 20 of 80 elements of 'y_hat' unwritten"),
            std::string::npos);
  EXPECT_NE(run.error("out-of-shape").find("wrote outside of the matrix 'y_hat'"),
            std::string::npos);
  EXPECT_NE(run.error("bad-status").find("status 4711"), std::string::npos);
}

TEST(Regression, PointsAtTheRefusedParameter) {
  RegressionRun run;
  try {
    run.go("{how: refuses-param, alpha: 2}");
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_STREQ(e.what(), "test.regression: 'alpha' is not to my liking");
    EXPECT_EQ(e.at().line, 5);
    EXPECT_EQ(e.exit(), base::Exit::user);
  }
}

TEST(Regression, RefusesWhatDoesNotFitBeforeThePluginSeesIt) {
  RegressionRun run;
  const auto& plugin = info("regression", "test.regression");
  Regression r(plugin, params_of(plugin), {});
  EXPECT_THROW(r.predict(run.x), base::Error);
  EXPECT_THROW(r.fit(run.y), base::Error);
  EXPECT_THROW(r.prepare(run.x, {1, 2}, bands, band_names), base::Error);
  const std::vector<std::int32_t> short_bands{0, 2};
  EXPECT_THROW(r.prepare(run.x, run.group, short_bands, band_names), base::Error);
  r.prepare(run.x, run.group, bands, band_names);
  EXPECT_THROW(r.fit(run.y.topRows(7)), base::Error);
  r.fit(run.y);
  EXPECT_THROW(r.predict(run.x.leftCols(2)), base::Error);
  EXPECT_THROW(FeatureExtractor(plugin, params_of(plugin), {}), base::Error);
}

TEST(Regression, StopsWhenAsked) {
  RegressionRun run;
  CallOptions options;
  options.progress = [](double, std::string_view) { throw base::Interrupted{}; };
  EXPECT_THROW(run.go("{}", options), base::Interrupted);
}

ClipInput clip(const std::string& id, Index samples = 16000) {
  ClipInput c;
  c.id = id;
  c.sample_rate = 8000;
  c.duration_s = static_cast<double>(samples) / 8000;
  c.audio = MatrixF::Constant(samples, 1, 0.25f);
  return c;
}

FeatureExtractor fitted_features(const std::string& with = "{}") {
  const auto& plugin = info("features", "test.features");
  FeatureExtractor f(plugin, params_of(plugin, with), {});
  f.fit({clip("a"), clip("b")});
  return f;
}

TEST(FeatureExtractor, ExtractsFrames) {
  auto f = fitted_features();
  const auto needs = f.needs();
  EXPECT_TRUE(needs.audio && needs.fit && needs.mono && !needs.text && !needs.columns);
  EXPECT_EQ(needs.sample_rate, 8000);
  EXPECT_TRUE(f.works_on_clips());
  EXPECT_FALSE(f.works_on_rows());
  const auto frames = f.extract(clip("a"));
  ASSERT_EQ(frames.values.rows(), 4);
  EXPECT_NEAR(frames.values(0, 0), 1.0f, 1e-5f);  // the level that fit learnt
  EXPECT_EQ(frames.values(3, 1), 0.25f);
  EXPECT_EQ(frames.spans(3, 1), 2.0);
  EXPECT_EQ(frames.names, (std::vector<std::string>{"loudness", "peak"}));
}

TEST(FeatureExtractor, NeedsFitFirstOrAState) {
  const auto& plugin = info("features", "test.features");
  FeatureExtractor f(plugin, params_of(plugin), {});
  EXPECT_NE(error_of([&] { f.extract(clip("a")); }).find("fit was not called"), std::string::npos);
  f.load(fitted_features().save());
  EXPECT_EQ(f.extract(clip("a")).values, fitted_features().extract(clip("a")).values);
}

struct Case {
  const char* how;
  const char* message;
};
class WrongFeatures : public testing::TestWithParam<Case> {};
TEST_P(WrongFeatures, IsAnError) {
  auto f = fitted_features("{how: " + std::string(GetParam().how) + "}");
  const std::string error = error_of([&] {
    f.extract(clip("a"));
    f.extract(clip("b"));
  });
  EXPECT_NE(error.find(GetParam().message), std::string::npos) << error;
}
INSTANTIATE_TEST_SUITE_P(
    Cases, WrongFeatures,
    testing::Values(Case{"nan", "made NaN in row 1, column 2 for the clip 'a'"},
                    Case{"no-times", "made no matrix 'times'"}, Case{"no-frames", "made no frame"},
                    Case{"odd-dims", "made 3 columns for the clip 'b', but 2 before"},
                    Case{"backwards-span", "gave the span 0 s to -1 s"},
                    Case{"out-of-shape", "wrote outside of the matrix 'features'"},
                    Case{"names-wrong", "has 2 columns, but 1 names"},
                    Case{"throws", "something broke"}));

TEST(FeatureExtractor, WorksOnRowsOfADataSet) {
  const auto& plugin = info("features", "test.rows");
  CallOptions options;
  const MatrixF data = MatrixF::Random(6, 3);
  options.dataset = [&](const std::string& name) -> MatrixF {
    if (name != "music") throw base::Error("no /features/" + name, "there is music");
    return data;
  };
  FeatureExtractor f(plugin, params_of(plugin, "{dataset: music}"), options);
  RowsInput rows;
  rows.run.assign(6, 1);
  rows.test.assign(6, 0);
  EXPECT_EQ(f.extract_rows(rows), data);
  EXPECT_THROW(f.extract(clip("a")), base::Error);
  // The host's own error arrives as it was thrown.
  FeatureExtractor g(plugin, params_of(plugin, "{dataset: musik}"), options);
  EXPECT_EQ(error_of([&] { g.extract_rows(rows); }), "no /features/musik");
  FeatureExtractor h(plugin, params_of(plugin, "{dataset: music}"), {});
  EXPECT_NE(error_of([&] { h.extract_rows(rows); }).find("holds no features"), std::string::npos);
}

// Texts of 1, 0, 3 and 2 letters, through test.many.
struct ManyClips {
  std::vector<ClipInput> clips;
  std::vector<std::size_t> taken;
  std::vector<std::pair<std::size_t, std::string>> said;
  std::map<std::string, std::string> facts_at_the_second;
  ManyClips() {
    for (const char* text : {"a", "", "abc", "ab"}) {
      clips.push_back(clip(std::string("clip") + text));
      clips.back().text = text;
    }
  }
  void go(const std::string& how) {
    CallOptions options;
    options.warn_of_clip = [this](std::size_t i, const std::string& text) {
      said.emplace_back(i, text);
    };
    const auto& plugin = info("features", "test.many");
    FeatureExtractor f(plugin, params_of(plugin, "{how: " + how + "}"), options);
    EXPECT_EQ(f.preferred_clips(), 4u);
    f.extract_many(clips, [&](std::size_t i, const FeatureFrames& frames) {
      EXPECT_EQ(frames.values(0, 0), static_cast<float>(clips[i].text.size()));
      taken.push_back(i);
      if (i == 1) facts_at_the_second = f.meta();
    });
  }
};

TEST(FeatureExtractor, HandsOverEachOfManyClipsAsItIsDone) {
  ManyClips many;
  many.go("well");
  EXPECT_EQ(many.taken, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(many.said, (std::vector<std::pair<std::size_t, std::string>>{{1, "no text"}}));
  EXPECT_EQ(many.facts_at_the_second.at("last"), "clip");
  ManyClips late;
  late.go("at-the-end");
  EXPECT_EQ(late.taken, many.taken);
  EXPECT_EQ(late.facts_at_the_second.at("last"), "clipab");
}

TEST(FeatureExtractor, KeepsWhatWasDoneBeforeAFailure) {
  ManyClips many;
  EXPECT_NE(error_of([&] { many.go("fails-at-the-third"); }).find("broke at the third"),
            std::string::npos);
  EXPECT_EQ(many.taken, (std::vector<std::size_t>{0, 1}));
}

TEST(FeatureExtractor, RefusesClipsThatCannotBeDone) {
  for (const auto& [how, message] :
       {std::pair{"done-twice", "is done with clip 0 twice"},
        {"done-with-too-many", "is done with clip 4 of 4"},
        {"writes-outside", "wrote outside of the matrix 'features/0'"}}) {
    ManyClips many;
    const std::string error = error_of([&] { many.go(how); });
    EXPECT_NE(error.find(message), std::string::npos) << error;
  }
}

TEST(FeatureExtractor, ManyClipsCanBeStopped) {
  ManyClips many;
  const auto& plugin = info("features", "test.many");
  FeatureExtractor f(plugin, params_of(plugin), {});
  EXPECT_THROW(f.extract_many(many.clips,
                              [&](std::size_t i, const FeatureFrames&) {
                                if (i == 1) throw base::Interrupted{};
                              }),
               base::Interrupted);
}

TEST(FeatureExtractor, InstancesWorkAtOnce) {
  const auto expected = fitted_features().extract(clip("a")).values;
  std::atomic<int> equal{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { equal += fitted_features().extract(clip("a")).values == expected; });
  for (auto& t : threads) t.join();
  EXPECT_EQ(equal, 4);
}

TEST(Retrieval, FindsTheBestFirst) {
  const auto& plugin = info("retrieval", "test.retrieval");
  Retrieval r(plugin, params_of(plugin), {});
  const MatrixF keys = MatrixF::Identity(3, 3);
  EXPECT_NE(error_of([&] { r.search(keys, 1); }).find("build was not called"), std::string::npos);
  r.build(keys);
  MatrixF query(1, 3);
  query << 1, 3, 2;
  const auto hits = r.search(query, 4);
  EXPECT_EQ(hits.ids(0, 0), 1);
  EXPECT_EQ(hits.ids(0, 2), 0);
  EXPECT_EQ(hits.ids(0, 3), -1);
  EXPECT_TRUE(std::isnan(hits.scores(0, 3)));
}

TEST(Retrieval, IsChecked) {
  const auto& plugin = info("retrieval", "test.retrieval");
  const MatrixF keys = MatrixF::Random(5, 3);
  const auto error = [&](const std::string& how) {
    return error_of([&] {
      Retrieval r(plugin, params_of(plugin, "{how: " + how + "}"), {});
      r.build(keys);
      r.search(keys, 7);
    });
  };
  EXPECT_NE(error("worst-first").find("did not put the best first"), std::string::npos);
  EXPECT_NE(error("bad-id").find("found entry 1000000 of 5"), std::string::npos);
  EXPECT_NE(error("no-padding").find("gave entry 0 the score nan"), std::string::npos);
}

TEST(Generator, MakesSound) {
  const auto& plugin = info("generator", "test.generator");
  Generator g(plugin, params_of(plugin), {});
  const auto sounds = g.generate(MatrixF::Zero(1, 4), 2, 0.5, 4000, "calm");
  ASSERT_EQ(sounds.size(), 2u);
  EXPECT_EQ(sounds[1].interleaved.size(), 2000u);
  EXPECT_EQ(sounds[1].sample_rate, 4000);
}

TEST(Generator, IsChecked) {
  const auto& plugin = info("generator", "test.generator");
  const auto error = [&](const std::string& how) {
    return error_of([&] {
      Generator g(plugin, params_of(plugin, "{how: " + how + "}"), {});
      g.generate(MatrixF::Zero(1, 4), 2, 0.1, 4000, "");
    });
  };
  EXPECT_NE(error("nan").find("NaN or infinity"), std::string::npos);
  EXPECT_NE(error("wrong-sample").find("wrote sound 8 of 2"), std::string::npos);
  EXPECT_NE(error("silent-sample").find("made no sound 2"), std::string::npos);
}

}  // namespace
}  // namespace encore::plugin
