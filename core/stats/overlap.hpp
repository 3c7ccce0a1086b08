// core/stats/overlap.hpp: are the significant voxels of two models the same ones?
//
//   Overlap o = overlap(a, b);                         // one flag a voxel
//   ShiftedOverlap s = shifted_overlap(a, b, 1000, seed);
//
// Chance is said twice. The hypergeometric p takes voxels as independent; neighbours are alike, so
// that maps are patches, and it is too small. The shift test moves one map along the voxels as a
// whole and keeps its patches. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

struct Overlap {
  Index voxels = 0;  // that could be significant
  Index a = 0, b = 0, both = 0, either = 0;
  double dice = 0;     // 2 both / (a + b); NaN where neither has a voxel
  double jaccard = 0;  // both / either; NaN likewise
  double a_in_b = 0;   // both / a: containment of a in b; NaN where a has no voxel
  double b_in_a = 0;   // both / b
  // Of `both`, if b voxels were drawn from all without looking at a (hypergeometric).
  double expected = 0, deviation = 0;
  double p = 1;  // P(both or more), one-sided
};

// a and b: one flag a voxel. Throws base::Error when they differ in length.
Overlap overlap(const std::vector<char>& a, const std::vector<char>& b);

struct ShiftedOverlap {
  double mean = 0, deviation = 0;  // of `both` over the shifts
  double p = 1;                    // one-sided
  int shifts = 0;
};

// b is moved on along the voxels, its end joined to its start, by every number of voxels where
// there are no more than `draws`, else by `draws` random ones. Shifts form a group that holds the
// observed place, so the test is exact when any shift of b is as likely as another: p is the share
// of shifts with as many common voxels, the observed one counted in. It cannot fall below 1 over
// the number of voxels. Give voxels in an order that keeps neighbours together (z_order).
ShiftedOverlap shifted_overlap(const std::vector<char>& a, const std::vector<char>& b, int draws,
                               std::uint64_t seed);

// An order of voxels in which neighbours of the image are mostly near each other: along Morton's
// curve. `places`: index in the grid, from 0.
std::vector<Index> z_order(const std::vector<std::array<Index, 3>>& places);

}  // namespace encore::stats
