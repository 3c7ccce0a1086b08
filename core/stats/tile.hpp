// core/stats/tile.hpp: permuted correlations of sixteen voxels, side by side in vector registers.
//
//   Tile tile(terms, rows);
//   tile.set(lane, y, x);      // for each lane; lanes that are not set count for nothing
//   tile.count(reached);       // per lane, draws whose r is at least the observed one
//
// The arithmetic of a lane does not depend on the other lanes. Holds its buffers: one for each
// thread.
#pragma once

#include <array>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/stats/terms.hpp"

namespace encore::stats {

class Tile {
 public:
  static constexpr Index lanes = 16;
  // One value of each lane: a cache line. Vectors of the compiler, two registers with AVX2 and
  // four without.
  struct alignas(64) Lane {
    typedef float Half __attribute__((vector_size(32)));
    Half half[2];
  };
  using Counts = std::array<int, lanes>;

  Tile(const Terms& terms, Index rows);
  // Standardises both series of a voxel. False where one is constant or not finite: the lane then
  // holds zeros. nullptr: no voxel.
  bool set(Index lane, const float* y, const float* x);
  // r closer than float32 sums can tell counts as equal, in favour of chance.
  Counts count();

 private:
  const Terms& terms_;
  std::vector<Lane> y_, x_;  // rows
  std::vector<Lane> table_;  // of products
};

}  // namespace encore::stats
