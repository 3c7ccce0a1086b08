// tests/core/stats/series.hpp: series for tests, by formula or by seeded draws.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/base/random.hpp"
#include "core/stats/orders.hpp"

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

// What one signal of variance rho in noise of variance 1 - rho gives when it is repeated.
struct Repeated {
  MatrixF signal, mean;
  std::vector<MatrixF> repeats;
};

inline Repeated repeated_signal(Index rows, Index voxels, double rho, int n) {
  base::Random random(11);
  Repeated out{noise(rows, voxels, random), MatrixF::Zero(rows, voxels), {}};
  for (int i = 0; i < n; ++i) {
    out.repeats.push_back(static_cast<float>(std::sqrt(rho)) * out.signal +
                          static_cast<float>(std::sqrt(1 - rho)) * noise(rows, voxels, random));
    out.mean += out.repeats.back() / static_cast<float>(n);
  }
  return out;
}

// Labels 0, 0, ... 1, 1, ...: runs, clips or blocks of so many rows.
inline std::vector<std::int32_t> blocks(Index rows, Index rows_each) {
  std::vector<std::int32_t> labels;
  for (Index i = 0; i < rows; ++i) labels.push_back(static_cast<std::int32_t>(i / rows_each));
  return labels;
}

// The prediction as a draw has it.
inline base::VectorF reordered(const Orders& orders, int draw, const base::VectorF& x) {
  base::VectorF out(x.size());
  for (std::size_t b = 0; b < orders.places.size(); ++b)
    for (Index i = 0; i < orders.places[b].length; ++i)
      out(orders.places[b].start + i) =
          x(orders.layout[orders.draw(draw)[b] + static_cast<std::size_t>(i)]);
  return out;
}

inline double share_below(const base::VectorD& p, double level) {
  return static_cast<double>((p.array() <= level).count()) / static_cast<double>(p.size());
}

inline bool same_bytes(const base::VectorD& a, const base::VectorD& b) {
  if (a.size() != b.size()) return false;
  for (Index i = 0; i < a.size(); ++i)
    if (!(a(i) == b(i) || (std::isnan(a(i)) && std::isnan(b(i))))) return false;
  return true;
}

}  // namespace encore::stats::test
