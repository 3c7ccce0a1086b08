#include "core/data/brain_mask.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "core/data/trend.hpp"

namespace encore::data {
namespace {

using Flags = std::vector<char>;

// Calls body(index of neighbour) for the six neighbours that exist; returns how many there are.
template <class Body>
int neighbours(const io::Grid& g, Index i, const Body& body) {
  const Index nx = g.dims[0], ny = g.dims[1], nz = g.dims[2];
  const Index x = i % nx, y = i / nx % ny, z = i / (nx * ny);
  int n = 0;
  const auto visit = [&](bool exists, Index at) {
    if (!exists) return;
    ++n;
    body(at);
  };
  visit(x > 0, i - 1);
  visit(x + 1 < nx, i + 1);
  visit(y > 0, i - nx);
  visit(y + 1 < ny, i + nx);
  visit(z > 0, i - nx * ny);
  visit(z + 1 < nz, i + nx * ny);
  return n;
}

// What lies outside of the volume is not brain.
Flags eroded(const io::Grid& g, const Flags& in) {
  Flags out(in.size(), 0);
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (!in[i]) continue;
    int inside = 0;
    neighbours(g, static_cast<Index>(i),
               [&](Index n) { inside += in[static_cast<std::size_t>(n)]; });
    out[i] = inside == 6;
  }
  return out;
}

Flags dilated(const io::Grid& g, const Flags& in) {
  Flags out = in;
  for (std::size_t i = 0; i < in.size(); ++i)
    if (in[i])
      neighbours(g, static_cast<Index>(i), [&](Index n) { out[static_cast<std::size_t>(n)] = 1; });
  return out;
}

Flags largest_component(const io::Grid& g, const Flags& in) {
  Flags best, left = in;
  std::vector<Index> stack, members, best_members;
  for (std::size_t seed = 0; seed < in.size(); ++seed) {
    if (!left[seed]) continue;
    members.clear();
    stack.assign(1, static_cast<Index>(seed));
    left[seed] = 0;
    while (!stack.empty()) {
      const Index i = stack.back();
      stack.pop_back();
      members.push_back(i);
      neighbours(g, i, [&](Index n) {
        if (!left[static_cast<std::size_t>(n)]) return;
        left[static_cast<std::size_t>(n)] = 0;
        stack.push_back(n);
      });
    }
    if (members.size() > best_members.size()) best_members.swap(members);
  }
  best.assign(in.size(), 0);
  for (const Index i : best_members) best[static_cast<std::size_t>(i)] = 1;
  return best;
}

// Gaussian of one voxel FWHM along each axis; the volume is mirrored at its faces.
void smooth(const io::Grid& g, base::VectorD& volume) {
  constexpr Index kRadius = 2;  // four standard deviations, rounded
  const double sigma = 1 / std::sqrt(8 * std::log(2.0));
  std::array<double, 2 * kRadius + 1> kernel = {};
  double total = 0;
  for (Index k = -kRadius; k <= kRadius; ++k) {
    const double x = static_cast<double>(k) / sigma;
    total += kernel[static_cast<std::size_t>(k + kRadius)] = std::exp(-0.5 * x * x);
  }
  const Index count = g.voxels();
  Index stride = 1;
  for (std::size_t axis = 0; axis < 3; stride *= g.dims[axis], ++axis) {
    const Index n = g.dims[axis];
    const base::VectorD before = volume;
    for (Index i = 0; i < count; ++i) {
      const Index at = i / stride % n, line = i - at * stride;
      double sum = 0;
      for (Index k = -kRadius; k <= kRadius; ++k)
        sum += kernel[static_cast<std::size_t>(k + kRadius)] *
               before[line + mirrored(at + k, n) * stride];
      volume[i] = sum / total;
    }
  }
}

double threshold(const base::VectorD& mean) {
  std::vector<double> sorted(mean.data(), mean.data() + mean.size());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  const auto lower = static_cast<std::size_t>(std::floor(0.2 * n));
  const auto upper = std::min(static_cast<std::size_t>(std::floor(0.85 * n)), sorted.size() - 1);
  std::size_t at = lower;
  double widest = -1;
  for (std::size_t i = lower; i < upper; ++i) {
    const double gap = sorted[i + 1] - sorted[i];
    if (gap <= widest) continue;
    widest = gap;
    at = i;
  }
  if (sorted.size() < 2 || sorted.front() == sorted.back())
    throw base::Error("no brain mask can be computed from a constant image",
                      "give a mask image in data.mask, or use mask: all");
  return 0.5 * (sorted[at] + sorted[std::min(at + 1, sorted.size() - 1)]);
}

bool any(const Flags& f) { return std::find(f.begin(), f.end(), 1) != f.end(); }

}  // namespace

std::vector<Index> brain_voxels(const io::Grid& grid, const base::VectorD& mean,
                                std::string& warning) {
  if (mean.size() > 0 && !mean.array().isFinite().any())
    throw base::Error(
        "no brain mask can be computed: no voxel is finite in all of the volumes that "
        "are averaged",
        "look at the images: they hold NaN, or numbers beyond float32's range (3.4e38)");
  base::VectorD values = mean.unaryExpr([](double v) { return std::isfinite(v) ? v : 0.0; });
  smooth(grid, values);
  const double limit = threshold(values);
  Flags mask(static_cast<std::size_t>(values.size()));
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = values[static_cast<Index>(i)] >= limit;

  Flags opened = eroded(grid, eroded(grid, mask));
  if (any(opened)) {
    opened = largest_component(grid, opened);
    for (int i = 0; i < 4; ++i) opened = dilated(grid, opened);
    mask = eroded(grid, eroded(grid, opened));
  } else {
    mask = largest_component(grid, mask);
    warning =
        "the volume is too thin to clean the brain mask up; voxels above a threshold are used";
  }
  std::vector<Index> out;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i]) out.push_back(static_cast<Index>(i));
  return out;
}

}  // namespace encore::data
