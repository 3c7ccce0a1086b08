// Commonality analysis on R2 values made by hand, against the areas of a Venn diagram.
#include "core/results/partition.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

namespace encore::results {
namespace {

base::VectorD one(double value) { return base::VectorD::Constant(1, value); }

TEST(CommonParts, OfTwoBands) {
  // R2(a) = 0.3, R2(b) = 0.5, R2(ab) = 0.6
  const auto parts = common_parts({{}, one(0.3), one(0.5), one(0.6)});
  EXPECT_NEAR(parts[0b01](0), 0.1, 1e-15);
  EXPECT_NEAR(parts[0b10](0), 0.3, 1e-15);
  EXPECT_NEAR(parts[0b11](0), 0.2, 1e-15);
}

TEST(CommonParts, OfTwoBandsThatHelpEachOtherIsNegative) {
  const auto parts = common_parts({{}, one(0.1), one(0.1), one(0.5)});
  EXPECT_NEAR(parts[0b11](0), -0.3, 1e-15);
}

TEST(CommonParts, OfThreeBandsByTheTextbook) {
  const double a = 0.30, b = 0.25, c = 0.20, ab = 0.45, ac = 0.41, bc = 0.33, abc = 0.52;
  const auto parts =
      common_parts({{}, one(a), one(b), one(ab), one(c), one(ac), one(bc), one(abc)});
  EXPECT_NEAR(parts[0b001](0), abc - bc, 1e-15);
  EXPECT_NEAR(parts[0b010](0), abc - ac, 1e-15);
  EXPECT_NEAR(parts[0b100](0), abc - ab, 1e-15);
  EXPECT_NEAR(parts[0b011](0), ac + bc - c - abc, 1e-15);
  EXPECT_NEAR(parts[0b101](0), ab + bc - b - abc, 1e-15);
  EXPECT_NEAR(parts[0b110](0), ab + ac - a - abc, 1e-15);
  EXPECT_NEAR(parts[0b111](0), a + b + c - ab - ac - bc + abc, 1e-15);
}

// R2 of a set of bands is the area that its circles cover; each region must come back.
TEST(CommonParts, AreTheAreasOfTheDiagram) {
  for (const BandSet all : {0b11u, 0b111u, 0b1111u}) {
    std::vector<base::VectorD> r2(all + 1);
    const auto area = [](BandSet region) { return 0.01 * region + 0.002 * region * region; };
    double whole = 0;
    for (BandSet set = 1; set <= all; ++set) {
      double covered = 0;
      for (BandSet region = 1; region <= all; ++region)
        if ((region & set) != 0) covered += area(region);
      r2[set] = one(covered);
      whole = covered;
    }
    const auto parts = common_parts(r2);
    double sum = 0;
    for (BandSet region = 1; region <= all; ++region) {
      EXPECT_NEAR(parts[region](0), area(region), 1e-14) << all << " " << region;
      sum += parts[region](0);
    }
    EXPECT_NEAR(sum, whole, 1e-13);
  }
}

recipe::Encode parted(recipe::Partition::Method method) {
  recipe::Encode encode;
  encode.models = {{"b", {{"b", {}}}, {}}, {"abc", {{"a", {}}, {"b", {}}, {"c", {}}}, {}}};
  encode.partition = {{{"abc", {}}}, method};
  return encode;
}

ModelResult joint() {
  ModelResult out;
  out.r2 = one(0.5);
  for (const char* name : {"a", "b", "c"}) out.bands.push_back({name, {}, {}});
  return out;
}

TEST(Partition, UniqueIsWhatIsLostWithoutTheBand) {
  const auto encode = parted(recipe::Partition::Method::unique);
  auto out = joint();
  add_partition(
      encode, encode.models[1], [](BandSet set) { return one(0.1 * set); }, out);
  EXPECT_NEAR(out.bands[0].unique(0), 0.5 - 0.6, 1e-15);
  EXPECT_NEAR(out.bands[1].unique(0), 0.5 - 0.5, 1e-15);
  EXPECT_NEAR(out.bands[2].unique(0), 0.5 - 0.3, 1e-15);
  EXPECT_TRUE(out.common.empty());
}

TEST(Partition, AFailedNestedModelTakesOnlyWhatNeedsIt) {
  const auto encode = parted(recipe::Partition::Method::commonality);
  auto out = joint();
  const auto nested = [](BandSet set) { return set == 0b110 ? base::VectorD() : one(0.1 * set); };
  add_partition(encode, encode.models[1], nested, out);
  EXPECT_EQ(out.bands[0].unique.size(), 0);
  EXPECT_EQ(out.bands[1].unique.size(), 1);
  EXPECT_TRUE(out.common.empty());
}

TEST(Partition, NestedModelsOfTheRecipeAreNotAdded) {
  auto unique = parted(recipe::Partition::Method::unique);
  recipe::add_nested(unique);
  ASSERT_EQ(unique.models.size(), 5U);
  EXPECT_EQ(unique.models[2].name, "[b,c]");
  EXPECT_EQ(unique.models[4].name, "[a,b]");
  auto all = parted(recipe::Partition::Method::commonality);
  all.models.push_back({"ca", {{"c", {}}, {"a", {}}}, {}});
  recipe::add_nested(all);
  EXPECT_EQ(all.models.size(), 3U + 4U) << "b and ca are models of the recipe";
  EXPECT_EQ(recipe::model_on(all, {"a", "c"}), 2U);
  EXPECT_TRUE(all.models.back().nested);
}

}  // namespace
}  // namespace encore::results
