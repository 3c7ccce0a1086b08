#include "core/stats/overlap.hpp"

#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::stats {
namespace {

double share(Index part, Index whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                   : std::numeric_limits<double>::quiet_NaN();
}

void require_same(const std::vector<char>& a, const std::vector<char>& b) {
  if (a.size() != b.size()) throw base::Error("two maps differ in voxels");
}

void against_chance(Overlap& o) {
  if (o.voxels == 0) return;
  const auto n = static_cast<double>(o.voxels);
  const auto a = static_cast<double>(o.a), b = static_cast<double>(o.b);
  o.expected = a * b / n;
  if (o.voxels > 1) o.deviation = std::sqrt(o.expected * (n - a) / n * (n - b) / (n - 1));
  // The least that can be common is certain; Boost takes no number below it.
  const Index least = std::max<Index>(0, o.a + o.b - o.voxels);
  if (o.both <= least) return;
  const boost::math::hypergeometric null(static_cast<unsigned>(o.a), static_cast<unsigned>(o.b),
                                         static_cast<unsigned>(o.voxels));
  o.p = boost::math::cdf(complement(null, static_cast<unsigned>(o.both - 1)));
}

// Spreads the lowest 21 bits, two zeros between any two.
std::uint64_t spread(Index value) {
  std::uint64_t out = 0;
  for (int bit = 0; bit < 21; ++bit)
    out |= ((static_cast<std::uint64_t>(value) >> bit) & 1) << (3 * bit);
  return out;
}

}  // namespace

Overlap overlap(const std::vector<char>& a, const std::vector<char>& b) {
  require_same(a, b);
  Overlap o;
  o.voxels = static_cast<Index>(a.size());
  for (std::size_t v = 0; v < a.size(); ++v) {
    o.a += a[v] != 0;
    o.b += b[v] != 0;
    o.both += a[v] != 0 && b[v] != 0;
  }
  o.either = o.a + o.b - o.both;
  o.dice = share(2 * o.both, o.a + o.b);
  o.jaccard = share(o.both, o.either);
  o.a_in_b = share(o.both, o.a);
  o.b_in_a = share(o.both, o.b);
  against_chance(o);
  return o;
}

ShiftedOverlap shifted_overlap(const std::vector<char>& a, const std::vector<char>& b, int draws,
                               std::uint64_t seed) {
  require_same(a, b);
  ShiftedOverlap out;
  const std::size_t n = a.size();
  if (n == 0) return out;
  std::vector<std::size_t> of_a;
  for (std::size_t v = 0; v < n; ++v)
    if (a[v] != 0) of_a.push_back(v);
  const auto common = [&](std::size_t by) {
    Index both = 0;
    for (const auto v : of_a) both += b[v >= by ? v - by : v + n - by] != 0;
    return both;
  };
  const bool all = n <= static_cast<std::size_t>(draws);
  out.shifts = all ? static_cast<int>(n) : draws;
  const Index observed = common(0);
  base::Random random(seed);
  double sum = 0, square = 0;
  int reached = all ? 0 : 1;  // the observed place is one of all, else counted in
  for (int d = 0; d < out.shifts; ++d) {
    const auto by = static_cast<std::size_t>(all ? static_cast<std::uint64_t>(d) : random.below(n));
    const Index both = common(by);
    reached += both >= observed;
    sum += static_cast<double>(both);
    square += static_cast<double>(both) * static_cast<double>(both);
  }
  out.mean = sum / out.shifts;
  out.deviation = std::sqrt(std::max(0.0, square / out.shifts - out.mean * out.mean));
  out.p = static_cast<double>(reached) / (out.shifts + (all ? 0 : 1));
  return out;
}

std::vector<Index> z_order(const std::vector<std::array<Index, 3>>& places) {
  std::vector<std::uint64_t> key;
  for (const auto& [i, j, k] : places) key.push_back(spread(i) | spread(j) << 1 | spread(k) << 2);
  std::vector<Index> order(places.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index x, Index y) {
    return key[static_cast<std::size_t>(x)] < key[static_cast<std::size_t>(y)];
  });
  return order;
}

}  // namespace encore::stats
