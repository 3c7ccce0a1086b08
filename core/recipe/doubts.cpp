// Recipes that can be run, and whose numbers deserve a doubt: warnings at their lines.
#include "core/recipe/doubts.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace encore::recipe {
namespace {

void doubt_significance(const Significance& test, Session& s) {
  if (!test.enabled) return;
  if (test.test == Significance::Test::gaussian)
    s.diagnostics.warning(test.at,
                          "test: gaussian takes test rows as independent, which they are not: p is "
                          "too small where neighbours are alike",
                          "take test: block-permutation for conclusions of your own");
  if (test.test == Significance::Test::block_permutation && test.block_tr == 1)
    s.diagnostics.warning(test.at,
                          "blocks of one row ignore that neighbouring rows are alike: p is too "
                          "small",
                          "leave stats.significance.block_tr out: auto takes up to 50 rows");
  if (test.test == Significance::Test::circular_shift && test.min_shift_tr > 0)
    s.diagnostics.warning(test.at,
                          "shifts near 0 are left out, and what is left does not hold the observed "
                          "order: p is too small, the more so the shorter runs are",
                          "leave stats.significance.min_shift_tr out (0)");
}

// A map of results as a mask chooses voxels by what is tested on them.
void doubt_mask(const Recipe& recipe, Session& s) {
  const auto& image = recipe.data.mask.image;
  const auto name = std::filesystem::path(image.value).filename().string();
  const bool statistic =
      name.find("_statmap") != std::string::npos || name.find("_stat-") != std::string::npos;
  if (recipe.data.mask.kind != Mask::Kind::image || !statistic ||
      !recipe.stats.significance.enabled)
    return;
  s.diagnostics.warning(
      image.at,
      fmt::format("the mask {} is a map of statistics: where it was made from these test data, q "
                  "counts only voxels that were chosen for their r, and promises nothing",
                  name),
      "choose voxels by anatomy, by training data or by another experiment");
}

}  // namespace

void check_doubts(const Recipe& recipe, Session& session) {
  doubt_significance(recipe.stats.significance, session);
  doubt_mask(recipe, session);
}

}  // namespace encore::recipe
