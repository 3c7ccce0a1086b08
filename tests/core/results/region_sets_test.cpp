// Rows of scores.tsv for groups of regions, by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/results/scores.hpp"

namespace encore::results {
namespace {

// Six voxels: two of a, one of b, two of c, one of no region.
Results lab() {
  SubjectResult s;
  s.id = "sub-001";
  s.region = {"a", "a", "b", "c", "c", ""};
  ModelResult m;
  m.name = "mel";
  m.r.resize(6);
  m.r << 0.1, 0.3, 0.5, 0.2, std::nan(""), 0.9;
  m.r2 = m.r;
  m.q.resize(6);
  m.q << 0.01, 0.2, 0.01, 0.01, std::nan(""), 0.01;
  s.models.push_back(m);
  s.r_max = base::VectorD::Constant(6, 0.5);
  s.explainable_variance.resize(6);
  s.explainable_variance << 0.01, 0.5, 0.02, 0.5, std::nan(""), 0.01;  // the floor is 0.05
  Results results;
  results.models = {"mel"};
  results.regions = {"a", "b", "c", kWholeBrain};
  results.sets = {{"ab", {"a", "b"}}, {"bc", {"b", "c"}}};
  s.sets = results.sets;
  results.subjects.push_back(std::move(s));
  return results;
}

const Score* find(const std::vector<Score>& rows, const std::string& roi,
                  const std::string& metric) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Score& row) {
    return row.roi == roi && row.metric == metric;
  });
  return found == rows.end() ? nullptr : &*found;
}

TEST(RegionSets, AreTheVoxelsOfTheirRegions) {
  const auto rows = scores(lab());
  ASSERT_NE(find(rows, "ab", "pearson_r_mean"), nullptr);
  EXPECT_NEAR(find(rows, "ab", "pearson_r_mean")->value, 0.3, 1e-12);
  EXPECT_EQ(find(rows, "ab", "pearson_r_mean")->n, 3);
  EXPECT_NEAR(find(rows, "ab", "significant_share")->value, 2.0 / 3, 1e-12);
  EXPECT_NEAR(find(rows, "ab", "r_max_mean")->value, 0.5, 1e-12);
  EXPECT_EQ(find(rows, "ab", "voxels_below_floor")->value, 2);
  EXPECT_EQ(find(rows, "ab", "voxels_below_floor")->n, 3);
}

TEST(RegionSets, MayOverlap) {
  const auto rows = scores(lab());
  EXPECT_NEAR(find(rows, "bc", "pearson_r_mean")->value, 0.35, 1e-12);  // NaN counts nowhere
  EXPECT_EQ(find(rows, "bc", "pearson_r_mean")->n, 2);
}

TEST(RegionSets, RegionsKeepTheirRows) {
  const auto rows = scores(lab());
  EXPECT_NEAR(find(rows, "a", "pearson_r_mean")->value, 0.2, 1e-12);
  const auto brain = std::count_if(rows.begin(), rows.end(), [](const Score& row) {
    return row.roi == kWholeBrain && row.metric == "pearson_r_mean";
  });
  EXPECT_EQ(brain, 1);
}

}  // namespace
}  // namespace encore::results
