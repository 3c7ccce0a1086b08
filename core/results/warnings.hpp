// core/results/warnings.hpp: what the fits themselves show to be doubtful (docs/guards.md).
#pragma once

#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Adds to Results::warnings: voxels without variance, features that do not vary, penalties at the
// edge of their grid, too few draws, spaces of very different size without a choice of penalty.
void add_warnings(const recipe::Recipe& recipe, Results& results);

}  // namespace encore::results
