// Doubts that the fits themselves give rise to, with their lines of the recipe.
#include "core/results/warnings.hpp"

#include <gtest/gtest.h>

namespace encore::results {
namespace {

ModelResult model(const std::string& name, long dimensions, float first, float second) {
  ModelResult m;
  m.name = name;
  m.dimensions = dimensions;
  m.r = base::VectorD::Constant(100, 0.1);
  m.alpha = base::MatrixF::Constant(1, 100, first);
  m.alpha(0, 50) = second;
  m.alpha(0, 0) = std::numeric_limits<float>::quiet_NaN();  // a constant voxel
  return m;
}

std::string said(std::vector<ModelResult> models, double ratio = 8) {
  Results r;
  for (const auto& m : models) r.models.push_back(m.name);
  SubjectResult s;
  s.id = "sub-001";
  s.region.resize(100);
  s.models = std::move(models);
  r.subjects = {s};
  recipe::Recipe recipe;
  recipe.encode.regression.at = {"my.yaml", 12, 15, 3};
  recipe.encode.size_ratio = ratio;
  add_warnings(recipe, r);
  std::string text;
  for (const auto& w : r.warnings) text += w + "\n";
  return text;
}

TEST(Warnings, OfSizesWhereNoPenaltyWasChosen) {
  const auto text = said({model("mel", 64, 100, 100), model("mulan", 512, 100, 100)});
  EXPECT_NE(text.find("my.yaml:12: mel has 64 dimensions and mulan has 512"), std::string::npos)
      << text;
  EXPECT_EQ(said({model("mel", 65, 100, 100), model("mulan", 512, 100, 100)}), "");
  EXPECT_EQ(said({model("mel", 64, 100, 10), model("mulan", 512, 100, 10)}), "");
  EXPECT_NE(said({model("mel", 65, 100, 100), model("mulan", 512, 100, 100)}, 4), "");
  EXPECT_EQ(said({model("mel", 0, 100, 100), model("mulan", 0, 100, 100)}), "");  // not known
}

TEST(Warnings, OfAnEdgeNameTheLine) {
  auto m = model("mel", 64, 1, 2);
  m.facts = {{"edge_voxels", "40"}, {"constant_voxels", "1"}};
  const auto text = said({m});
  EXPECT_NE(text.find("my.yaml:12: voxels that chose an end of the penalty grid: mel 40 %"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("sub-001: 1 of 100 voxels are constant"), std::string::npos) << text;
}

}  // namespace
}  // namespace encore::results
