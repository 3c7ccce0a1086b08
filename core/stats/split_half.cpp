#include "core/stats/split_half.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// N! / (k! k! (N - 2k)! 2), as far as a double holds it.
double ways(int repeats, int half) {
  return std::round(std::exp(std::lgamma(repeats + 1.0) - 2 * std::lgamma(half + 1.0) -
                             std::lgamma(repeats - 2 * half + 1.0)) /
                    2);
}

// Each repeat is in the first half, the second or neither: words of these letters, in order. A
// split and its mirror are one: the first repeat that takes part is in the first half.
void enumerate(int repeats, int half, Halves& so_far, int next, std::vector<Halves>& out) {
  const auto first = static_cast<int>(so_far.first.size());
  const auto second = static_cast<int>(so_far.second.size());
  if (first == half && second == half) {
    out.push_back(so_far);
    return;
  }
  if (next == repeats) return;
  if (first < half) {
    so_far.first.push_back(next);
    enumerate(repeats, half, so_far, next + 1, out);
    so_far.first.pop_back();
  }
  if (first > 0 && second < half) {
    so_far.second.push_back(next);
    enumerate(repeats, half, so_far, next + 1, out);
    so_far.second.pop_back();
  }
  enumerate(repeats, half, so_far, next + 1, out);
}

// Inner products of the standardised repeats of a voxel; false where one does not vary.
bool products(const std::vector<base::MatrixF>& repeats, Index voxel, base::MatrixD& gram) {
  const Index rows = repeats.front().rows();
  std::vector<Moments> m;
  for (const auto& r : repeats) {
    m.push_back(moments(r.col(voxel).data(), rows));
    if (!m.back().varies) return false;
  }
  for (std::size_t i = 0; i < repeats.size(); ++i)
    for (std::size_t k = i; k < repeats.size(); ++k)
      gram(static_cast<Index>(i), static_cast<Index>(k)) =
          gram(static_cast<Index>(k), static_cast<Index>(i)) =
              cross(repeats[i].col(voxel).data(), m[i].mean, repeats[k].col(voxel).data(),
                    m[k].mean, rows) /
              std::sqrt(m[i].square * m[k].square);
  return true;
}

double sum(const base::MatrixD& gram, const std::vector<int>& rows, const std::vector<int>& cols) {
  double total = 0;
  for (const int i : rows)
    for (const int k : cols) total += gram(i, k);
  return total;
}

// Mean correlation of the halves.
double reliability(const base::MatrixD& gram, const std::vector<Halves>& splits) {
  double total = 0;
  int counted = 0;
  for (const auto& s : splits) {
    const double a = sum(gram, s.first, s.first), b = sum(gram, s.second, s.second);
    if (!(a > 1e-9) || !(b > 1e-9)) continue;  // repeats that cancel have no mean to correlate
    total += sum(gram, s.first, s.second) / std::sqrt(a * b);
    ++counted;
  }
  return counted > 0 ? total / counted : nan;
}

}  // namespace

std::vector<Halves> halves(int repeats, int most, std::uint64_t seed) {
  if (repeats < 2) throw base::Error("one repeat cannot be halved");
  const int half = repeats / 2;
  std::vector<Halves> out;
  if (ways(repeats, half) <= most) {
    Halves empty;
    enumerate(repeats, half, empty, 0, out);
    return out;
  }
  base::Random random(seed);
  std::vector<int> order(static_cast<std::size_t>(repeats));
  std::iota(order.begin(), order.end(), 0);
  for (int s = 0; s < most; ++s) {
    random.shuffle(order);
    out.push_back(
        {{order.begin(), order.begin() + half}, {order.begin() + half, order.begin() + 2 * half}});
  }
  return out;
}

Ceiling split_half_ceiling(const std::vector<base::MatrixF>& repeats,
                           const std::vector<Halves>& splits) {
  require_repeats(repeats);
  const auto n = static_cast<Index>(repeats.size());
  const Index voxels = repeats.front().cols();
  const auto half = static_cast<double>(splits.front().first.size());
  const double factor = static_cast<double>(n) / half;
  Ceiling c{base::VectorD::Constant(voxels, nan), base::VectorD::Constant(voxels, nan),
            static_cast<int>(n)};
  base::parallel_for(static_cast<std::size_t>(voxels), [&](std::size_t i) {
    const auto v = static_cast<Index>(i);
    base::MatrixD gram(n, n);
    if (!products(repeats, v, gram)) return;
    const double r = reliability(gram, splits);
    c.explainable_variance(v) = r / (half - (half - 1) * r);
    if (r > 0) c.r_max(v) = std::sqrt(factor * r / (1 + (factor - 1) * r));
  });
  return c;
}

}  // namespace encore::stats
