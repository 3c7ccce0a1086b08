#include "core/plan/test_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/align/plan.hpp"

namespace encore::plan {
namespace {

using base::Index;
using Test = recipe::Significance::Test;

std::optional<Index> clip_rows(const Rows& rows) {
  return stats::common_length(align::clips_of(rows), align::presentations_of(rows));
}

// Rows of each run, in stretches of rows of one run.
std::vector<Index> lengths_of_runs(const Rows& rows) {
  std::vector<Index> lengths;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].run != rows[i - 1].run) lengths.push_back(0);
    ++lengths.back();
  }
  return lengths;
}

// Whether blocks of so many rows leave enough of them; what is left of runs counts where no rest is
// as long.
bool enough_blocks(const std::vector<Index>& runs, Index block) {
  Index blocks = 0, rows = 0, fixed = 0;
  std::map<Index, std::pair<Index, int>> rests;  // rows and number of each length
  for (const auto length : runs) {
    blocks += length / block;
    rows += length;
    auto& [sum, count] = rests[length % block];
    sum += length % block;
    ++count;
  }
  for (const auto& [length, rest] : rests) fixed += rest.second == 1 ? rest.first : 0;
  return blocks >= kUnits && 10 * fixed <= rows;
}

stats::Stretches join(const Rows& rows, Index together) {
  return stats::join_clips(align::runs_of(rows), align::clips_of(rows),
                           align::presentations_of(rows), together);
}

}  // namespace

bool has_clips(const Rows& rows) {
  std::set<std::int32_t> clips;
  for (const auto& row : rows)
    if (row.clip >= 0) clips.insert(row.clip);
  return clips.size() > 1;
}

Index block_rows(int block_tr, const Rows& rows) {
  if (block_tr > 0) return block_tr;
  const Index clip = clip_rows(rows).value_or(10), unit = 2 * clip > kLongest ? 10 : clip;
  const Index least = (10 + unit - 1) / unit * unit;
  const auto runs = lengths_of_runs(rows);
  for (Index block = kLongest / unit * unit; block > least; block -= unit)
    if (enough_blocks(runs, block)) return block;
  return least;
}

Index block_clips(int given, const Rows& rows) {
  if (given > 0) return given;
  const auto single = join(rows, 1);
  if (single.units == 0) return 1;
  const auto in_clips = static_cast<Index>(
      std::count_if(single.unit.begin(), single.unit.end(), [](auto u) { return u >= 0; }));
  const Index length = std::max<Index>(1, in_clips / std::max<Index>(1, single.stretches));
  for (Index together = kLongest / length; together > 1; --together)
    if (join(rows, together).full >= kUnits) return together;
  return 1;
}

stats::Stretches joined_clips(int given, const Rows& rows) {
  return join(rows, block_clips(given, rows));
}

Index shift_step(const recipe::Significance& s, const Rows& rows) {
  if (s.step_tr > 0) return s.step_tr;
  const auto clip = clip_rows(rows);
  if (!clip) return 1;
  double orders = 1;
  for (const auto length : lengths_of_runs(rows)) {
    const Index count = (length - 2 * s.min_shift_tr) / *clip;
    orders *= static_cast<double>(std::max<Index>(1, count));
  }
  return orders >= s.draws ? *clip : 1;
}

stats::Orders test_orders(const recipe::Significance& s, const Rows& rows, int draws,
                          std::uint64_t seed) {
  switch (s.test) {
    case Test::clip_permutation: {
      const auto joined = joined_clips(s.block_clips, rows);
      return stats::clip_orders(joined.unit, joined.presentation, draws, seed);
    }
    case Test::circular_shift:
      return stats::shift_orders(align::runs_of(rows), s.min_shift_tr, draws, seed,
                                 shift_step(s, rows));
    default:
      return stats::block_orders(align::runs_of(rows), block_rows(s.block_tr, rows), draws, seed);
  }
}

std::optional<std::string> short_of_rows(const recipe::Significance& s, const Rows& rows) {
  if (s.test == Test::clip_permutation) return short_of_clips(s.block_clips, rows);
  if (s.test == Test::circular_shift) {
    if (s.step_tr > 0 || shift_step(s, rows) > 1 || clip_rows(rows).value_or(1) == 1)
      return std::nullopt;
    return fmt::format(
        "{} test rows have fewer shifts by whole clips than draws: they are shifted "
        "by single rows, which puts clips out of step",
        rows.size());
  }
  const Index block = block_rows(s.block_tr, rows);
  if (s.block_tr > 0 || block >= kShort) return std::nullopt;
  return fmt::format(
      "{} test rows leave blocks of {} rows: longer ones would be fewer than {}; "
      "where a response reaches into the next block p is too small",
      rows.size(), block, kUnits);
}

std::optional<std::string> short_of_clips(int given, const Rows& rows) {
  if (given > 0 || block_clips(given, rows) > 1) return std::nullopt;
  const auto single = join(rows, 1);
  const auto length = clip_rows(rows).value_or(kShort);
  if (single.units < 2 || length >= kShort) return std::nullopt;
  return fmt::format(
      "the {} test clips are taken one by one: fewer than {} stretches of two are "
      "neighbours in every presentation; where a response reaches into the next "
      "clip p is too small",
      single.units, kUnits);
}

std::string describe(const recipe::Significance& s, const Rows& rows) {
  switch (s.test) {
    case Test::block_permutation:
      return fmt::format("permutation of blocks of {} test rows", block_rows(s.block_tr, rows));
    case Test::clip_permutation:
      return fmt::format("permutation of stretches of {} test clips",
                         block_clips(s.block_clips, rows));
    case Test::circular_shift:
      return fmt::format("circular shifts by {} rows or more, in steps of {}, within test runs",
                         s.min_shift_tr, shift_step(s, rows));
    case Test::gaussian: break;
  }
  return "";
}

const char* way_to_more_orders(Test test) {
  switch (test) {
    case Test::clip_permutation:
      return "more test clips give more orders; a smaller stats.significance.block_clips does too, "
             "but p gets too small where responses carry over";
    case Test::circular_shift:
      return "more or longer test runs give more orders; a smaller stats.significance.step_tr does "
             "too, but puts clips out of step";
    default:
      return "more test rows give more orders; a smaller stats.significance.block_tr does too, but "
             "p gets too small where responses carry over";
  }
}

}  // namespace encore::plan
