#include "core/stats/orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;

// Places that move together.
using Unit = std::vector<std::uint32_t>;

// Rows in stretches of one label, of at most `most` rows each.
Orders cut(const Labels& label, Index most, int draws) {
  if (most < 1 || draws < 1)
    throw base::Error("a permutation needs stretches of at least one row, and draws");
  Orders orders;
  orders.rows = static_cast<Index>(label.size());
  orders.draws = draws;
  orders.layout.resize(label.size());
  std::iota(orders.layout.begin(), orders.layout.end(), 0u);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool fresh = i == 0 || label[i] != label[i - 1];
    if (fresh || orders.places.back().length == most)
      orders.places.push_back({static_cast<Index>(i), 0});
    ++orders.places.back().length;
  }
  return orders;
}

void observe(Orders& orders) {
  for (const auto& place : orders.places)
    orders.starts.push_back(static_cast<std::uint32_t>(place.start));
}

void fix(Orders& orders, const Unit& unit) {
  for (const auto b : unit) orders.fixed += orders.places[b].length;
}

// Draws orders of the units among those of the same lengths; places of no unit stay.
void permute(Orders& orders, const std::vector<Unit>& units, std::uint64_t seed) {
  std::map<std::vector<Index>, std::vector<std::uint32_t>> alike;
  for (std::uint32_t u = 0; u < units.size(); ++u) {
    std::vector<Index> lengths;
    for (const auto b : units[u]) lengths.push_back(orders.places[b].length);
    alike[lengths].push_back(u);
  }
  for (const auto& [lengths, members] : alike) {
    if (members.size() == 1) fix(orders, units[members.front()]);
    for (std::size_t i = 2; i <= members.size() && orders.possible < 1e300; ++i)
      orders.possible *= static_cast<double>(i);
  }
  observe(orders);
  const std::vector<std::uint32_t> observed = orders.starts;
  base::Random random(seed);
  for (int d = 0; d < orders.draws; ++d) {
    auto to = orders.starts.insert(orders.starts.end(), observed.begin(), observed.end());
    for (const auto& [lengths, members] : alike) {
      auto shuffled = members;
      random.shuffle(shuffled);
      for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t k = 0; k < lengths.size(); ++k)
          to[units[members[i]][k]] = observed[units[shuffled[i]][k]];
    }
  }
}

// How far each segment may be moved: least .. least + shifts - 1. 0 shifts: not at all.
std::vector<Index> shifts_of(const Orders& orders, Index least) {
  std::vector<Index> shifts;
  for (const auto& run : orders.places)
    shifts.push_back(std::max<Index>(0, run.length - 2 * least + 1));
  return shifts;
}

// Every segment twice in a row, so that a shifted one can be read without a break.
void double_segments(Orders& orders) {
  orders.layout.clear();
  for (const auto& run : orders.places) {
    orders.starts.push_back(static_cast<std::uint32_t>(orders.layout.size()));
    for (int twice = 0; twice < 2; ++twice)
      for (Index i = 0; i < run.length; ++i)
        orders.layout.push_back(static_cast<std::uint32_t>(run.start + i));
  }
}

}  // namespace

Orders block_orders(const Labels& segment, Index block_rows, int draws, std::uint64_t seed) {
  Orders orders = cut(segment, block_rows, draws);
  std::vector<Unit> units;
  for (std::uint32_t b = 0; b < orders.places.size(); ++b) units.push_back({b});
  permute(orders, units, seed);
  if (orders.possible < 2)
    throw base::Error(
        fmt::format("{} test rows in blocks of {} cannot be permuted", orders.rows, block_rows),
        "give a smaller stats.significance.block_tr, or more test rows");
  return orders;
}

Orders clip_orders(const Labels& clip, const Labels& presentation, int draws, std::uint64_t seed) {
  if (clip.size() != presentation.size())
    throw base::Error("clips and presentations are labels of different rows");
  Labels stretch;  // a new number wherever either label changes
  for (std::size_t i = 0; i < clip.size(); ++i) {
    const bool fresh = i > 0 && (clip[i] != clip[i - 1] || presentation[i] != presentation[i - 1]);
    stretch.push_back(i == 0 ? 0 : stretch.back() + (fresh ? 1 : 0));
  }
  Orders orders = cut(stretch, std::max<Index>(1, static_cast<Index>(clip.size())), draws);
  std::map<std::int32_t, std::size_t> number;
  std::vector<Unit> units;
  for (std::uint32_t b = 0; b < orders.places.size(); ++b) {
    const auto c = clip[static_cast<std::size_t>(orders.places[b].start)];
    if (c < 0) {
      fix(orders, {b});
      continue;
    }
    const auto [at, fresh] = number.try_emplace(c, units.size());
    if (fresh) units.emplace_back();
    units[at->second].push_back(b);
  }
  permute(orders, units, seed);
  if (orders.possible < 2)
    throw base::Error(
        fmt::format("{} test clips cannot be permuted: no two have the same number and length of "
                    "presentations",
                    units.size()),
        "use stats.significance.test: block-permutation; an arrays file needs /samples/clip");
  return orders;
}

Orders shift_orders(const Labels& segment, Index least, int draws, std::uint64_t seed) {
  Orders orders = cut(segment, std::max<Index>(1, static_cast<Index>(segment.size())), draws);
  double_segments(orders);
  const auto shifts = shifts_of(orders, std::max<Index>(1, least));
  for (std::size_t b = 0; b < shifts.size(); ++b) {
    if (shifts[b] == 0) fix(orders, {static_cast<std::uint32_t>(b)});
    else if (orders.possible < 1e300) orders.possible *= static_cast<double>(shifts[b]);
  }
  if (orders.possible < 2)
    throw base::Error(fmt::format("{} test rows cannot be shifted by {} rows or more within their "
                                  "runs",
                                  orders.rows, least),
                      "give a smaller stats.significance.min_shift_tr, or more test rows");
  const bool all = orders.possible <= draws;
  if (all) orders.draws = static_cast<int>(orders.possible);
  base::Random random(seed);
  for (int d = 0; d < orders.draws; ++d) {
    auto rest =
        static_cast<std::uint64_t>(d);  // the digits of d say the shifts, when all are taken
    for (std::size_t b = 0; b < shifts.size(); ++b) {
      const auto count = static_cast<std::uint64_t>(shifts[b]);
      std::uint64_t shift = 0;
      if (count > 0) {
        shift = static_cast<std::uint64_t>(least) + (all ? rest % count : random.below(count));
        rest /= count;
      }
      orders.starts.push_back(orders.starts[b] + static_cast<std::uint32_t>(shift));
    }
  }
  return orders;
}

std::vector<std::int32_t> place_labels(const Orders& orders) {
  std::vector<std::int32_t> labels;
  for (std::size_t b = 0; b < orders.places.size(); ++b)
    labels.insert(labels.end(), static_cast<std::size_t>(orders.places[b].length),
                  static_cast<std::int32_t>(b));
  return labels;
}

}  // namespace encore::stats
