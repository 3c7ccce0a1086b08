// core/stats/tile.hpp: permuted correlations of sixteen voxels, side by side in vector registers.
//
//   Tile tile(terms, Tile::Keep::maxima);
//   tile.set(lane, y, x);            // every lane, before each count; nullptr for none
//   auto reached = tile.count();     // per lane, draws whose r is at least the observed one
//   tile.raise(maxima);              // after the last voxels: the highest r of each draw
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

  // Whether the highest r of each draw is kept; it costs a comparison a draw.
  enum class Keep { counts, maxima };

  Tile(const Terms& terms, Keep keep);
  // Standardises both series of a voxel. False where one is constant or not finite: the lane then
  // holds zeros. nullptr: no voxel.
  bool set(Index lane, const float* y, const float* x);
  // r closer than float32 sums can tell (`tie`) counts as equal, in favour of chance.
  Counts count();
  // Raises an entry a draw to the highest r that count() saw; lanes that hold no voxel are left
  // out.
  void raise(base::VectorF& maxima) const;

  static constexpr float tie = 5e-6f;

 private:
  const Terms& terms_;
  std::vector<Lane> y_, x_;   // rows; rows of the layout
  std::vector<Lane> table_;   // of products
  std::vector<Lane> maxima_;  // of draws; empty: not kept
  Lane handicap_ = {};        // 0, or what keeps an empty lane out of the maxima
};

}  // namespace encore::stats
