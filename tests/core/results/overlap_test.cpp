// Overlap by region, from q-values that are written out by hand.
#include "core/results/overlap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/results/scores.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

base::VectorD values(std::initializer_list<double> list) {
  base::VectorD out(static_cast<base::Index>(list.size()));
  std::copy(list.begin(), list.end(), out.begin());
  return out;
}

// Six voxels of A1 and two of no region; the last has no score in text.
SubjectResult subject(const std::string& id) {
  SubjectResult s;
  s.id = id;
  s.region = {"A1", "A1", "A1", "A1", "A1", "A1", "", ""};
  ModelResult music, text, mel;
  music.name = "music";
  text.name = "text";
  mel.name = "mel";  // was not tested
  music.q = values({0.01, 0.01, 0.04, 0.2, 0.3, 0.9, 0.01, 0.01});
  text.q = values({0.5, 0.01, 0.05, 0.01, 0.9, 0.9, 0.6, std::nan("")});
  s.models = {music, text, mel};
  return s;
}

recipe::Recipe recipe_of() {
  recipe::Recipe r;
  r.stats.significance.q = 0.05;
  r.stats.overlap.enabled = true;
  return r;
}

SubjectResult found(const std::string& id = "sub-001") {
  auto s = subject(id);
  VoxelOrder order;
  order.voxels.resize(8);
  std::iota(order.voxels.begin(), order.voxels.end(), 0);
  add_overlaps(recipe_of(), order, s);
  return s;
}

TEST(RegionOverlap, CountsTestedVoxelsOnly) {
  const auto s = found();
  ASSERT_EQ(s.overlap_maps.size(), 1U);  // music and text
  const auto expected = values({1, 3, 3, 2, 0, 0, 1});
  EXPECT_EQ(s.overlap_maps[0].category.head(7), expected);
  EXPECT_TRUE(std::isnan(s.overlap_maps[0].category(7)));
  ASSERT_EQ(s.overlaps.size(), 2U);
  const auto& a1 = s.overlaps[0];
  EXPECT_EQ(a1.region, "A1");
  EXPECT_EQ(a1.found.voxels, 6);
  EXPECT_EQ(a1.found.a, 3);
  EXPECT_EQ(a1.found.b, 3);
  EXPECT_EQ(a1.found.both, 2);
  EXPECT_NEAR(a1.found.p, 10.0 / 20, 1e-12);  // (3 * 3 + 1) of the 20 ways to draw 3 of 6
  EXPECT_EQ(a1.q, a1.found.p);                // one region, one pair
  EXPECT_EQ(s.overlaps[1].region, kWholeBrain);
  EXPECT_EQ(s.overlaps[1].found.voxels, 7);
}

TEST(RegionOverlap, StandsInScoresAndTable) {
  Results r;
  r.subjects = {found("sub-001"), found("sub-002")};
  r.regions = {"A1", kWholeBrain};
  const auto text = overlap_table(r);
  EXPECT_NE(text.find("Significant voxels of music and text, sums over subjects"),
            std::string::npos);
  EXPECT_NE(text.find("A1              12       6       6       4        3.0   0.67  0 of 2\n"),
            std::string::npos)
      << text;
  r.models = {};
  for (auto& s : r.subjects) s.models.clear();
  const auto tsv = to_tsv(scores(r));
  EXPECT_NE(tsv.find("sub-001\toverlap\tmusic & text\tA1\tdice\t0.666667\t6\tn/a\tn/a\tn/a\n"),
            std::string::npos)
      << tsv;
  EXPECT_NE(tsv.find("\tA1\tboth_by_chance\t1.5\t6\t0.67082\t0.5\t0.5\n"), std::string::npos)
      << tsv;
  EXPECT_NE(tsv.find("\tA1\tvoxels_both\t2\t6\t"), std::string::npos) << tsv;
}

TEST(RegionOverlap, TakesThePairsOfTheRecipe) {
  auto s = subject("sub-001");
  auto recipe = recipe_of();
  recipe.stats.overlap.pairs = {{"text", "music"}, {"music", "mel"}};
  VoxelOrder order;
  order.voxels.resize(8);
  std::iota(order.voxels.begin(), order.voxels.end(), 0);
  add_overlaps(recipe, order, s);
  ASSERT_EQ(s.overlap_maps.size(), 1U);
  EXPECT_EQ(s.overlap_maps[0].a, "text");
  EXPECT_EQ(s.overlap_maps[0].category(0), 2);
}

// Vertices of a surface are in no order that a shift would keep.
TEST(RegionOverlap, HasNoShiftsWhereNeighboursAreNotTogether) {
  auto s = subject("sub-001");
  VoxelOrder order;
  order.voxels.resize(8);
  std::iota(order.voxels.begin(), order.voxels.end(), 0);
  order.keeps_neighbours = false;
  add_overlaps(recipe_of(), order, s);
  EXPECT_EQ(s.overlaps[0].found.both, 2);
  EXPECT_TRUE(std::isnan(s.overlaps[0].q_shifted));
  Results r;
  r.subjects = {s};
  r.regions = {"A1", kWholeBrain};
  EXPECT_NE(overlap_table(r).find("1.5   0.67  n/a\n"), std::string::npos) << overlap_table(r);
}

}  // namespace
}  // namespace encore::results
