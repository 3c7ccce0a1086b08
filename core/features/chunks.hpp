// core/features/chunks.hpp: how many clips one call into a plugin gets.
#pragma once

#include <algorithm>
#include <cstddef>

namespace encore::features {

// At most what the plugin prefers, so that each of `at_once` calls side by side has as much to do.
// A program, whose start is dear, counts as one at once: it gets as few calls as possible.
inline std::size_t chunk_of(std::size_t clips, std::size_t preferred, std::size_t at_once) {
  if (clips == 0) return 1;
  const std::size_t most = preferred * at_once;
  const std::size_t calls = (clips + most - 1) / most * at_once;
  return (clips + calls - 1) / calls;
}

}  // namespace encore::features
