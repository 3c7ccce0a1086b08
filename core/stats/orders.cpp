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

// The shifts of a segment: first, first + step, ... so many. None: it stays.
struct Shifts {
  Index first, step;
  std::uint64_t count;
};

std::vector<Shifts> shifts_of(const Orders& orders, Index least, Index step) {
  const Index first = (least + step - 1) / step * step;
  std::vector<Shifts> shifts;
  for (const auto& run : orders.places) {
    const Index last = least == 0 ? run.length - 1 : run.length - least;
    const Index count = last < first ? 0 : (last - first) / step + 1;
    shifts.push_back({first, step, static_cast<std::uint64_t>(count)});
  }
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
        fmt::format("{} test clips, or stretches of them, cannot be permuted: no two have the same "
                    "number and length of presentations",
                    units.size()),
        "use stats.significance.test: block-permutation, or a smaller block_clips; an arrays file "
        "needs /samples/clip");
  return orders;
}

Orders shift_orders(const Labels& segment, Index least, int draws, std::uint64_t seed, Index step) {
  Orders orders = cut(segment, std::max<Index>(1, static_cast<Index>(segment.size())), draws);
  double_segments(orders);
  const auto shifts = shifts_of(orders, std::max<Index>(0, least), std::max<Index>(1, step));
  for (std::size_t b = 0; b < shifts.size(); ++b) {
    if (shifts[b].count < (least > 0 ? 1 : 2)) fix(orders, {static_cast<std::uint32_t>(b)});
    else if (orders.possible < 1e300) orders.possible *= static_cast<double>(shifts[b].count);
  }
  if (orders.possible < 2)
    throw base::Error(fmt::format("{} test rows cannot be shifted by {} rows or more, in steps of "
                                  "{}, within their runs",
                                  orders.rows, least, step),
                      "give a smaller stats.significance.min_shift_tr or step_tr, or more test "
                      "rows");
  const int observed = least > 0 ? 0 : 1;  // orders that are the observed one
  const bool all = orders.possible - observed <= draws;
  if (all) orders.draws = static_cast<int>(orders.possible) - observed;
  base::Random random(seed);
  for (int d = 0; d < orders.draws; ++d) {
    // When all are taken, the digits of a number say the shifts; 0 is the observed order.
    auto rest = static_cast<std::uint64_t>(d + observed);
    for (std::size_t b = 0; b < shifts.size(); ++b) {
      const auto& s = shifts[b];
      Index shift = 0;
      if (s.count > 0) {
        shift = s.first + s.step * static_cast<Index>(all ? rest % s.count : random.below(s.count));
        rest /= s.count;
      }
      orders.starts.push_back(orders.starts[b] + static_cast<std::uint32_t>(shift));
    }
  }
  return orders;
}

Orders stretches_of(const Labels& segment, Index most_rows) {
  Orders orders = cut(segment, most_rows, 1);
  orders.draws = 0;
  observe(orders);
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
