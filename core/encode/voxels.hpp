// core/encode/voxels.hpp: work on every voxel of a block, some at a time.
#pragma once

#include <algorithm>

#include "core/base/matrix.hpp"
#include "core/base/parallel.hpp"

namespace encore::encode {

using base::Index;

// Runs body(v) for every voxel, in chunks that go to the threads of the program.
template <class Body>
void for_each_voxel(Index voxels, Body&& body) {
  constexpr Index kChunk = 256;
  const Index chunks = (voxels + kChunk - 1) / kChunk;
  base::parallel_for(static_cast<std::size_t>(chunks), [&](std::size_t c) {
    const Index first = static_cast<Index>(c) * kChunk;
    for (Index v = first; v < std::min(voxels, first + kChunk); ++v) body(v);
  });
}

}  // namespace encore::encode
