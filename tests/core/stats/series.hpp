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

// Runs of autoregressive() that know nothing of each other.
inline MatrixF continuous(Index runs, Index rows_each, Index voxels, double phi,
                          base::Random& random) {
  MatrixF m(runs * rows_each, voxels);
  for (Index r = 0; r < runs; ++r)
    m.middleRows(r * rows_each, rows_each) = autoregressive(rows_each, voxels, phi, random);
  return m;
}

// Responses to clips of 10 rows, back to back through a run, which began 30 rows earlier: what a
// clip is and what each row is, equally strong, through the double gamma response at a TR of 1.5 s.
// About unit variance.
inline MatrixF heard(Index runs, Index rows_each, Index voxels, base::Random& random) {
  std::vector<double> response;
  double square = 0;
  for (int k = 0; k < 16; ++k) {
    const double t = 1.5 * k;
    response.push_back(std::pow(t, 5) * std::exp(-t) / std::tgamma(6.0) -
                       std::pow(t, 15) * std::exp(-t) / std::tgamma(16.0) / 6);
    square += response.back() * response.back();
  }
  MatrixF m(runs * rows_each, voxels);
  std::vector<double> stimulus(static_cast<std::size_t>(rows_each) + 30);
  for (Index v = 0; v < voxels; ++v)
    for (Index r = 0; r < runs; ++r) {
      double clip = 0;
      for (std::size_t i = 0; i < stimulus.size(); ++i) {
        if (i % 10 == 0) clip = random.normal();
        stimulus[i] = (clip + random.normal()) * std::sqrt(0.5 / square);
      }
      for (Index i = 0; i < rows_each; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < response.size(); ++k)
          sum += response[k] * stimulus[static_cast<std::size_t>(i) + 30 - k];
        m(r * rows_each + i, v) = static_cast<float>(sum);
      }
    }
  return m;
}

// Mean 0 and variance 1 in every run, as data.prepare.zscore: run leaves it.
inline void standardise(MatrixF& m, Index rows_each) {
  for (Index first = 0; first < m.rows(); first += rows_each)
    for (Index v = 0; v < m.cols(); ++v) {
      auto part = m.col(v).segment(first, rows_each);
      part.array() -= part.mean();
      part /= std::sqrt(part.squaredNorm() / static_cast<float>(rows_each));
    }
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
