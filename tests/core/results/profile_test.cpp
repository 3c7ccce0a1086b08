// Profiles of two subjects, by hand.
#include "core/results/profile.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/results/table.hpp"

namespace encore::results {
namespace {

using Along = recipe::Step::Along;

base::VectorD vector(std::initializer_list<double> values) {
  base::VectorD out(static_cast<base::Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

ModelResult layer(const char* at, std::initializer_list<double> r) {
  ModelResult m;
  m.name = std::string("net-") + at;
  m.step = {Along::layers, "net", at};
  m.r = vector(r);
  return m;
}

// Four voxels, two of A1 and two of V1: layer 3 is best in A1, and in voxel 3 only layer 0 is
// above 0.
Results lab() {
  const double nan = std::nan("");
  SubjectResult s;
  s.id = "sub-001";
  s.region = {"A1", "A1", "V1", "V1"};
  s.models = {layer("0", {0.1, 0.2, -0.1, 0.05}), layer("3", {0.3, 0.4, -0.2, -0.1})};
  s.r_max = s.models[1].r_max = vector({0.62, 0.6, nan, 1.0});
  s.models[1].r_normalised = vector({0.5, 0.7, nan, -0.1});
  s.models[1].q = vector({0.01, 0.2, 0.3, 0.3});
  s.region_scores = {{"net-3", "A1", 2, 0.35, 0.05, 0.25, 0.45}};
  s.delays = {{"net-3", 2, vector({0.2, 0.5, 0, 0}), {}},
              {"net-3", 4, vector({0.3, 0.1, 0, 0}), {}}};
  s.delay_scores = {{"net-3@4", "A1", 2, 0.2, 0.05, 0.1, 0.3}};
  Results results;
  results.models = {"net-0", "net-3"};
  results.regions = {"A1", "V1", kWholeBrain};
  results.subjects = {s};
  return results;
}

ProfileRow row(const Results& results, const std::string& along, const std::string& of,
               const std::string& at, const std::string& region) {
  for (const auto& r : profiles(results))
    if (r.along == along && r.of == of && r.at == at && r.region == region) return r;
  ADD_FAILURE() << along << " " << of << " " << at << " " << region;
  return {};
}

TEST(Profile, OfLayersNamesTheBestWithItsInterval) {
  const auto results = lab();
  const auto best = row(results, "layer", "net", "3", "A1");
  EXPECT_TRUE(best.peak);
  EXPECT_EQ(best.voxels, 2);
  EXPECT_NEAR(best.r, 0.35, 1e-12);
  EXPECT_NEAR(best.normalised, 0.6, 1e-12);
  EXPECT_NEAR(best.ceiling, 0.61, 1e-12);
  EXPECT_EQ(best.low, 0.25);
  const auto other = row(results, "layer", "net", "0", "A1");
  EXPECT_FALSE(other.peak);
  EXPECT_NEAR(other.r, 0.15, 1e-12);
  EXPECT_TRUE(std::isnan(other.low));
  EXPECT_TRUE(row(results, "layer", "net", "0", "V1").peak);
}

TEST(Profile, OfDelaysIsOfEachModel) {
  const auto results = lab();
  EXPECT_NEAR(row(results, "delay_tr", "net-3", "2", "A1").r, 0.35, 1e-12);
  EXPECT_TRUE(row(results, "delay_tr", "net-3", "2", "A1").peak);
  EXPECT_EQ(row(results, "delay_tr", "net-3", "4", "A1").high, 0.3);
}

TEST(Profile, OfTheCeilingCountsEveryVoxelOnce) {
  const auto results = lab();
  const auto bin = row(results, "r_max", "net-3", "0.6", "A1");  // 0.6 itself belongs to it
  EXPECT_EQ(bin.voxels, 2);
  EXPECT_NEAR(bin.r, 0.35, 1e-12);
  EXPECT_NEAR(bin.ceiling, 0.61, 1e-12);
  EXPECT_EQ(row(results, "r_max", "net-3", kBelowFloor, "V1").voxels, 1);
  EXPECT_EQ(row(results, "r_max", "net-3", "0.9", "V1").voxels, 1);  // 1 has no bin of its own
  long voxels = 0;
  for (const auto& r : profiles(results))
    if (r.along == "r_max" && r.region == kWholeBrain) voxels += r.voxels;
  EXPECT_EQ(voxels, 4);
}

TEST(Profile, PeakOfAVoxelIsAboveZeroAndSignificantWhereTested) {
  const auto results = lab();
  const auto maps = peak_maps(results.subjects[0], 0.05);
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[0].steps, (std::vector<std::string>{"0", "3"}));
  EXPECT_EQ(maps[0].peak(0), 2);
  EXPECT_TRUE(std::isnan(maps[0].peak(1)));  // layer 3 is best and not significant
  EXPECT_TRUE(std::isnan(maps[0].peak(2)));  // nothing above 0
  EXPECT_EQ(maps[0].peak(3), 1);             // layer 0 was not tested
  EXPECT_EQ(maps[1].along, Along::delays);
  EXPECT_EQ(maps[1].peak(0), 4);
}

TEST(Profile, TableMarksWhatIsAboveZeroBeyondDoubt) {
  auto results = lab();
  EXPECT_NE(profile_table(results).find("A1            0.150    0.350*"), std::string::npos)
      << profile_table(results);
  results.subjects[0].region_scores[0].low = -0.1;
  EXPECT_NE(profile_table(results).find("A1            0.150    0.350 "), std::string::npos)
      << profile_table(results);
}

TEST(Profile, IsNothingWhereNothingVaries) {
  auto results = lab();
  for (auto& m : results.subjects[0].models) {
    m.step = {};
    m.r_max.resize(0);
  }
  results.subjects[0].delays.clear();
  EXPECT_TRUE(profiles(results).empty());
  EXPECT_EQ(profile_table(results), "");
}

}  // namespace
}  // namespace encore::results
