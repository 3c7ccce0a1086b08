// What make demo shows is true: on the quickstart laboratory each region is won by the kind of
// feature that drives it, and silence and noise stay what they are.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/e2e/outputs.hpp"
#include "tests/e2e/program.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

// Models of recipes/quickstart.yaml and the plugins behind them.
const std::map<std::string, std::set<std::string>> kPluginsOf = {
    {"mel", {"encore.mel"}},
    {"mfcc", {"encore.mfcc"}},
    {"chroma", {"encore.chroma"}},
    {"tempogram", {"encore.tempogram"}},
    {"rhythm-timbre", {"encore.tempogram", "encore.mfcc"}},
    {"mtf", {"encore.mtf"}},
    {"genre", {"encore.labels"}},
    {"noise", {"encore.noise"}}};
const std::vector<std::string> kSubjects = {"sub-001", "sub-002"};

const nlohmann::json& regions() {
  static const nlohmann::json truth = [] {
    std::ifstream file(fs::path(ENCORE_LABS) / "quickstart/derivatives/truth/truth.json");
    return nlohmann::json::parse(file);
  }();
  return truth.at("regions");
}

class Science : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = new Place({{"laboratory", (fs::path(ENCORE_LABS) / "quickstart").string()}});
    place->settings().limit_s = 300;  // the whole demonstration, also on a busy machine
    ended = place->run(fs::path(ENCORE_SOURCE_DIR) / "recipes/quickstart.yaml", "out", {});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    scores = read_tsv(*place / "out" / "scores.tsv");
  }
  static void TearDownTestSuite() { delete place; }

  static double mean_r(const std::string& model, const std::string& region,
                       const std::string& subject) {
    return score(scores, model, region, "pearson_r_mean", subject);
  }
  static std::string best(const std::string& region, const std::string& subject) {
    return std::max_element(kPluginsOf.begin(), kPluginsOf.end(),
                            [&](auto& a, auto& b) {
                              return mean_r(a.first, region, subject) <
                                     mean_r(b.first, region, subject);
                            })
        ->first;
  }

  static inline Place* place = nullptr;
  static inline Ended ended;
  static inline std::vector<Row> scores;
};

TEST_F(Science, EachDrivenRegionIsWonByItsKindOfFeature) {
  int driven = 0;
  for (const auto& region : regions()) {
    const std::set<std::string> winners = region["should_be_won_by"];
    if (winners.empty()) continue;
    ++driven;
    for (const auto& subject : kSubjects) {
      const std::string model = best(region["name"], subject);
      const auto& plugins = kPluginsOf.at(model);
      EXPECT_TRUE(std::includes(winners.begin(), winners.end(), plugins.begin(), plugins.end()))
          << region["name"] << " of " << subject << " is won by " << model;
      EXPECT_GT(score(scores, model, region["name"], "significant_share", subject), 0.5);
    }
  }
  EXPECT_GE(driven, 3);
}

TEST_F(Science, SilentRegionHasNoMoreThanFalseDiscoveries) {
  int silent = 0;
  for (const auto& region : regions()) {
    if (!region["should_be_won_by"].empty()) continue;
    ++silent;
    for (const auto& subject : kSubjects)
      for (const auto& [model, plugins] : kPluginsOf) {
        EXPECT_LE(score(scores, model, region["name"], "significant_share", subject), 0.05)
            << model << " in " << region["name"] << " of " << subject;
        EXPECT_LT(std::abs(mean_r(model, region["name"], subject)), 0.05);
      }
  }
  EXPECT_GE(silent, 1);
}

TEST_F(Science, NoiseWinsNowhere) {
  for (const auto& region : regions())
    for (const auto& subject : kSubjects) {
      EXPECT_LE(score(scores, "noise", region["name"], "significant_share", subject), 0.05);
      if (!region["should_be_won_by"].empty()) {
        EXPECT_NE(best(region["name"], subject), "noise");
      }
    }
}

TEST_F(Science, CeilingIsTheOneThatWasSimulated) {
  for (const auto& region : regions()) {
    const double stated = region["explainable_variance"];
    for (const auto& subject : kSubjects)
      EXPECT_NEAR(score(scores, "n/a", region["name"], "explainable_variance_mean", subject),
                  stated, 0.06)
          << region["name"];
  }
}

TEST_F(Science, TableSaysThatItIsSimulatedAndNamesTheSilentRegion) {
  EXPECT_TRUE(contains(ended.out, "SIMULATED")) << ended.out;
  EXPECT_TRUE(contains(ended.out, "none (not above chance)")) << ended.out;
}

}  // namespace
}  // namespace encore::test
