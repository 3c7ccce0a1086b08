#include "core/stats/tile.hpp"

#include <cmath>
#include <cstring>

#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

using Lane = Tile::Lane;
constexpr float tie = 5e-6f;

// What a pass over the draws works on.
struct Pass {
  const Terms& terms;
  const Lane* y;
  const Lane* x;
  Lane* table;
  Tile::Counts& counts;
};

typedef int Tally __attribute__((vector_size(32)));

[[gnu::always_inline]] inline Lane product(const Pass& pass, const Terms::Product& rows) {
  Lane sum = {};
  const Lane* y = pass.y + rows.y;
  const Lane* x = pass.x + rows.x;
  for (std::uint32_t i = 0; i < rows.length; ++i) {
    sum.half[0] += y[i].half[0] * x[i].half[0];
    sum.half[1] += y[i].half[1] * x[i].half[1];
  }
  return sum;
}

// r of `Width` draws whose lists of entries follow one another.
template <int Width>
[[gnu::always_inline]] inline void look_up(const Pass& pass, const std::uint16_t* entries,
                                           Lane* r) {
  const std::size_t places = pass.terms.places;
  Lane sum[Width] = {};
  for (std::size_t b = 0; b < places; ++b)
    for (std::size_t w = 0; w < Width; ++w) {
      const Lane& term = pass.table[entries[w * places + b]];
      sum[w].half[0] += term.half[0];
      sum[w].half[1] += term.half[1];
    }
  for (int w = 0; w < Width; ++w) r[w] = sum[w];
}

// r of one order without a table. `starts`: nullptr for the order as observed.
[[gnu::always_inline]] inline void multiply(const Pass& pass, const std::uint32_t* starts,
                                            Lane& r) {
  Lane sum = {};
  for (std::size_t b = 0; b < pass.terms.places; ++b) {
    Terms::Product rows = pass.terms.observed[b];
    if (starts != nullptr) rows.x = starts[b];
    const Lane term = product(pass, rows);
    sum.half[0] += term.half[0];
    sum.half[1] += term.half[1];
  }
  r = sum;
}

[[gnu::always_inline]] inline void compare(const Lane& r, const Lane& least, Tally* counts) {
  counts[0] -= r.half[0] >= least.half[0];  // true is -1
  counts[1] -= r.half[1] >= least.half[1];
}

[[gnu::always_inline]] inline void count_draws(const Pass& pass) {
  const Terms& terms = pass.terms;
  constexpr std::size_t width = 2;
  Tally counts[2] = {};
  Lane least, r[width];
  if (terms.tabled()) {
    for (std::size_t t = 0; t < terms.table.size(); ++t) pass.table[t] = product(pass, terms.table[t]);
    look_up<1>(pass, terms.entries.data(), &least);
  } else {
    multiply(pass, nullptr, least);
  }
  least.half[0] -= tie;
  least.half[1] -= tie;
  for (std::size_t d = 0; d < terms.draws;) {
    const std::size_t together = terms.tabled() && d + width <= terms.draws ? width : 1;
    if (together == width) look_up<width>(pass, &terms.entries[(1 + d) * terms.places], r);
    else if (terms.tabled()) look_up<1>(pass, &terms.entries[(1 + d) * terms.places], r);
    else multiply(pass, &terms.starts[d * terms.places], r[0]);
    for (std::size_t w = 0; w < together; ++w) compare(r[w], least, counts);
    d += together;
  }
  std::memcpy(pass.counts.data(), counts, sizeof counts);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void count_draws_avx2(const Pass& pass) { count_draws(pass); }
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}
#else
void count_draws_avx2(const Pass&) {}
constexpr bool has_avx2() { return false; }
#endif

void count_draws_plain(const Pass& pass) { count_draws(pass); }

// Mean 0 and sum of squares 1, or zeros where that is impossible.
bool standardise(const float* series, Index lane, std::vector<Lane>& out) {
  const auto rows = static_cast<Index>(out.size());
  const Moments m = series != nullptr ? moments(series, rows) : Moments{};
  const double scale = m.varies ? 1 / std::sqrt(m.square) : 0;
  float* to = reinterpret_cast<float*>(out.data()) + lane;
  for (Index i = 0; i < rows; ++i)
    to[i * Tile::lanes] =
        m.varies ? static_cast<float>((static_cast<double>(series[i]) - m.mean) * scale) : 0.0f;
  return m.varies;
}

}  // namespace

Tile::Tile(const Terms& terms, Index rows)
    : terms_(terms),
      y_(static_cast<std::size_t>(rows)),
      x_(y_.size()),
      table_(terms.table.size()) {}

bool Tile::set(Index lane, const float* y, const float* x) {
  const bool fine = standardise(y, lane, y_);
  return standardise(x, lane, x_) && fine;
}

Tile::Counts Tile::count() {
  Counts counts;
  const Pass pass{terms_, y_.data(), x_.data(), table_.data(), counts};
  if (has_avx2()) count_draws_avx2(pass);
  else count_draws_plain(pass);
  return counts;
}

}  // namespace encore::stats
