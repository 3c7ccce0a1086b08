// core/recipe/show.hpp: a resolved recipe as text.
#pragma once

#include <string>

#include "core/recipe/load.hpp"

namespace encore::recipe {

// One line a value, "key: value  # origin", in the order of the recipe.
std::string show(const Loaded& loaded);

}  // namespace encore::recipe
