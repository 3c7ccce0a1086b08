// tests/core/stats/series.hpp: series for tests, by formula or by seeded draws.
#pragma once

#include <cmath>

#include "core/base/matrix.hpp"
#include "core/base/random.hpp"

namespace encore::stats::test {

using base::Index;
using base::MatrixF;

// The same numbers as series() in tests/reference/stats_reference.py.
inline MatrixF series(Index rows, Index voxels, double phase) {
  MatrixF m(rows, voxels);
  for (Index v = 0; v < voxels; ++v)
    for (Index i = 0; i < rows; ++i) {
      const auto t = static_cast<double>(i), x = static_cast<double>(v);
      m(i, v) = static_cast<float>(std::sin(1.3 * t + 0.7 * x + phase) +
                                   0.5 * std::cos(0.37 * t * (x + 1)));
    }
  return m;
}

// Gaussian series of variance 1 whose neighbours correlate by `phi`.
inline MatrixF autoregressive(Index rows, Index voxels, double phi, base::Random& random) {
  MatrixF m(rows, voxels);
  for (Index v = 0; v < voxels; ++v) {
    double x = random.normal();
    for (Index i = 0; i < rows; ++i) {
      m(i, v) = static_cast<float>(x);
      x = phi * x + std::sqrt(1 - phi * phi) * random.normal();
    }
  }
  return m;
}

inline MatrixF noise(Index rows, Index voxels, base::Random& random) {
  return autoregressive(rows, voxels, 0, random);
}

inline bool same_bytes(const base::VectorD& a, const base::VectorD& b) {
  if (a.size() != b.size()) return false;
  for (Index i = 0; i < a.size(); ++i)
    if (!(a(i) == b(i) || (std::isnan(a(i)) && std::isnan(b(i))))) return false;
  return true;
}

}  // namespace encore::stats::test
