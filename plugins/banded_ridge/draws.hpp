// plugins/banded_ridge/draws.hpp: the band weights that the search tries.
//
// Weights γ of the bands are 0 or more and sum to 1. The first draw has equal weights, so that a
// search never does worse in cross-validation than one penalty for all bands.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/linear/linalg.hpp"

namespace banded {

using linear::Index;
using linear::MatrixD;
using linear::VectorD;

struct Draws {
  std::int64_t count = 20;             // with the equal one
  std::vector<double> concentrations;  // of the Dirichlet distribution, taken in turn
  std::vector<double> given;           // explicit list, draw after draw; replaces the random ones
};

// bands x draws. Throws encore::Error (param) when the list does not fit the bands.
MatrixD band_weights(const Draws& draws, Index bands, std::uint64_t seed);

}  // namespace banded
