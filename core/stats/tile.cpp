#include "core/stats/tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/stats/moments.hpp"

namespace encore::stats {
namespace {

using Lane = Tile::Lane;
constexpr float tie = Tile::tie;
constexpr float never = -4;  // below any r

// What a pass over the draws works on.
struct Pass {
  const Terms& terms;
  const Lane* y;
  const Lane* x;
  Lane* table;
  Lane* maxima;  // nullptr: not kept
  const Lane& handicap;
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

// r of one order without a table.
[[gnu::always_inline]] inline void multiply(const Pass& pass, const std::uint32_t* starts,
                                            Lane& r) {
  Lane sum = {};
  for (std::size_t b = 0; b < pass.terms.places; ++b) {
    const auto& place = pass.terms.orders.places[b];
    const Lane term = product(pass, {static_cast<std::uint32_t>(place.start), starts[b],
                                     static_cast<std::uint32_t>(place.length)});
    sum.half[0] += term.half[0];
    sum.half[1] += term.half[1];
  }
  r = sum;
}

[[gnu::always_inline]] inline void compare(const Lane& r, const Lane& least, Tally* counts) {
  counts[0] -= r.half[0] >= least.half[0];  // true is -1
  counts[1] -= r.half[1] >= least.half[1];
}

[[gnu::always_inline]] inline void raise(const Lane& r, const Lane& handicap, Lane& maximum) {
  for (int h = 0; h < 2; ++h) {
    const auto x = r.half[h] + handicap.half[h];
    maximum.half[h] = x > maximum.half[h] ? x : maximum.half[h];
  }
}

template <bool Maxima>
[[gnu::always_inline]] inline void count_draws(const Pass& pass) {
  const Terms& terms = pass.terms;
  constexpr std::size_t width = 2;
  Tally counts[2] = {};
  Lane least, r[width];
  if (terms.tabled()) {
    for (std::size_t t = 0; t < terms.table.size(); ++t)
      pass.table[t] = product(pass, terms.table[t]);
    look_up<1>(pass, terms.entries.data(), &least);
  } else {
    multiply(pass, terms.orders.observed(), least);
  }
  least.half[0] -= tie;
  least.half[1] -= tie;
  for (std::size_t d = 0; d < terms.draws;) {
    const std::size_t together = terms.tabled() && d + width <= terms.draws ? width : 1;
    if (together == width) look_up<width>(pass, &terms.entries[(1 + d) * terms.places], r);
    else if (terms.tabled()) look_up<1>(pass, &terms.entries[(1 + d) * terms.places], r);
    else multiply(pass, terms.orders.draw(static_cast<int>(d)), r[0]);
    for (std::size_t w = 0; w < together; ++w) {
      compare(r[w], least, counts);
      if constexpr (Maxima) raise(r[w], pass.handicap, pass.maxima[d + w]);
    }
    d += together;
  }
  std::memcpy(pass.counts.data(), counts, sizeof counts);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void count_draws_avx2(const Pass& pass) {
  if (pass.maxima != nullptr) count_draws<true>(pass);
  else count_draws<false>(pass);
}
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}
#else
void count_draws_avx2(const Pass&) {}
constexpr bool has_avx2() { return false; }
#endif

void count_draws_plain(const Pass& pass) {
  if (pass.maxima != nullptr) count_draws<true>(pass);
  else count_draws<false>(pass);
}

// Mean 0 and sum of squares 1, or zeros where that is impossible.
bool standardise(const float* series, Index rows, Index lane, std::vector<Lane>& out) {
  const Moments m = series != nullptr ? moments(series, rows) : Moments{};
  const double scale = m.varies ? 1 / std::sqrt(m.square) : 0;
  float* to = reinterpret_cast<float*>(out.data()) + lane;
  for (Index i = 0; i < rows; ++i)
    to[i * Tile::lanes] =
        m.varies ? static_cast<float>((static_cast<double>(series[i]) - m.mean) * scale) : 0.0f;
  return m.varies;
}

}  // namespace

Tile::Tile(const Terms& terms, Keep keep)
    : terms_(terms),
      y_(static_cast<std::size_t>(terms.orders.rows)),
      x_(terms.orders.layout.size()),
      table_(terms.table.size()) {
  if (keep == Keep::maxima) maxima_.resize(terms.draws);
  for (auto& m : maxima_) m.half[0] = m.half[1] = never - Lane::Half{};
}

bool Tile::set(Index lane, const float* y, const float* x) {
  const Index rows = terms_.orders.rows;
  const bool varies = standardise(y, rows, lane, y_);
  const bool fine = standardise(x, rows, lane, x_) && varies;
  reinterpret_cast<float*>(&handicap_)[lane] = fine ? 0.0f : never;
  return fine;
}

Tile::Counts Tile::count() {
  // From the end: a row of the layout is a row that has not been written over yet, or itself.
  const auto& layout = terms_.orders.layout;
  if (layout.size() > y_.size())
    for (std::size_t i = layout.size(); i-- > 0;) x_[i] = x_[layout[i]];
  Counts counts;
  Lane* maxima = maxima_.empty() ? nullptr : maxima_.data();
  const Pass pass{terms_, y_.data(), x_.data(), table_.data(), maxima, handicap_, counts};
  if (has_avx2()) count_draws_avx2(pass);
  else count_draws_plain(pass);
  return counts;
}

void Tile::raise(base::VectorF& maxima) const {
  for (std::size_t d = 0; d < maxima_.size(); ++d) {
    const auto* lane = reinterpret_cast<const float*>(&maxima_[d]);
    auto& most = maxima(static_cast<Index>(d));
    most = std::max(most, *std::max_element(lane, lane + lanes));
  }
}

}  // namespace encore::stats
