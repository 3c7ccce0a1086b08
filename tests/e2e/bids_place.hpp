// tests/e2e/bids_place.hpp: a few voxels, two training runs and a test run, to be broken.
#pragma once

#include "tests/core/data/small_bids.hpp"
#include "tests/e2e/program.hpp"

namespace encore::test {

// Needs no sound: the features are genre labels and noise.
inline const char* const kBidsRecipe = R"(schema: encore.recipe/1
name: small
seed: 1
data:
  source: {kind: bids, path: "${paths.lab}"}
  mask: all
  prepare: {detrend: {kind: polynomial, order: 1}}
  split: {train: {task: train}, test: {task: test}}
features:
  genre: {use: encore.labels, with: {column: genre}}
  noise: {use: encore.noise, with: {dims: 3}}
align: {delays_tr: [1]}
encode:
  models: {genre: [genre], noise: [noise]}
  regression: {use: encore.ridge, with: {alphas: [1, 100, 10000]}}
  controls: none
)";

// The same of images in ${paths.prepared}, which are in this space.
inline std::string derivatives_recipe(const std::string& space) {
  return replaced(kBidsRecipe, R"(  source: {kind: bids, path: "${paths.lab}"})", R"(  source:
    kind: bids
    path: "${paths.lab}"
    derivatives: "${paths.prepared}"
    entities: {space: )" + space + "}");
}

struct BidsPlace {
  SmallBids lab;
  Place place{{{"lab", lab.folder.path().string()}}};
  std::filesystem::path recipe = place.write("recipe.yaml", kBidsRecipe);

  std::filesystem::path scan(const std::string& task, int run) const {
    return lab.folder / (lab.stem(task, run) + "_bold.nii.gz");
  }
  Ended run(const Words& more = {}) const { return place.run(recipe, "out", more); }
};

}  // namespace encore::test
