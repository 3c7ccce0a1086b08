// core/recipe/tree.hpp: the tree of a recipe while it is rewritten (layers.hpp, controls.hpp).
#pragma once

#include <algorithm>
#include <string_view>

#include "core/base/value.hpp"

namespace encore::recipe {

// The value of a key, to be changed; nullptr where the map has none.
inline base::Value* member(base::Value& map, std::string_view key) {
  const auto found = std::find_if(map.members.begin(), map.members.end(),
                                  [&](const auto& m) { return m.key == key; });
  return found == map.members.end() ? nullptr : &found->value;
}

}  // namespace encore::recipe
