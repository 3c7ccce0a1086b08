// core/recipe/doubts.hpp: what a recipe may say and a reviewer would ask about (docs/guards.md).
#pragma once

#include "core/recipe/reader.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

// Adds warnings only: a test that ignores autocorrelation, a mask that is a map of statistics.
void check_doubts(const Recipe& recipe, Session& session);

}  // namespace encore::recipe
