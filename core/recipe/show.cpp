#include "core/recipe/show.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace encore::recipe {

std::string show(const Loaded& loaded) {
  std::size_t width = 0;
  for (const auto& o : loaded.origins)
    width = std::max(width, std::min<std::size_t>(60, o.key.size() + o.value.size() + 2));
  std::string text;
  for (const auto& o : loaded.origins)
    text += fmt::format("{:<{}}  # {}\n", o.key + ": " + o.value, width, o.from);
  return text;
}

}  // namespace encore::recipe
