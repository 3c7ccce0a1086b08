// tests/e2e/tiny_lab.hpp: the tiny simulated laboratory and a recipe that goes through it in
// seconds. The laboratory is made by the CTest fixture lab_tiny and only read by tests.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/e2e/program.hpp"

namespace encore::test {

inline std::filesystem::path tiny_lab() { return std::filesystem::path(ENCORE_LABS) / "tiny"; }

inline const char* const kTinyRecipe = R"(schema: encore.recipe/1
name: tiny
seed: 1
data:
  source: {kind: bids, path: "${paths.lab}"}
  stimuli: {folder: "${paths.lab}/stimuli"}
  atlas: {image: "${paths.lab}/atlas.nii.gz", labels: "${paths.lab}/atlas.tsv"}
  prepare: {drop_leading_tr: 10, detrend: {kind: polynomial, order: 2}}
  split: {train: {task: Training}, test: {task: Test}}
features:
  mel: {use: encore.mel, with: {n_mels: 64}}
  genre: {use: encore.labels, with: {column: genre}}
  noise: {use: encore.noise, with: {dims: 8}}
align: {delays_tr: [2, 3, 4]}
encode:
  models: {mel: [mel], genre: [genre], noise: [noise]}
  regression: {use: encore.ridge, with: {alphas: {logspace: [0, 6, 7]}}}
  controls: none
stats:
  significance: {test: block-permutation, draws: 100, block_tr: 5}
)";

// The laboratory as ${paths.lab}, with kTinyRecipe as recipe.yaml.
struct TinyPlace : Place {
  TinyPlace() : Place({{"lab", tiny_lab().string()}}) {
    recipe = write("recipe.yaml", kTinyRecipe);
  }
  std::filesystem::path recipe;
};

}  // namespace encore::test
