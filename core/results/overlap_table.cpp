// Significant voxels that two models share, by region: rows of scores.tsv and a table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/results/overlap.hpp"
#include "core/results/places.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

// Of one pair in one region: counts over subjects.
struct Sums {
  base::Index voxels = 0, a = 0, b = 0, both = 0;
  double expected = 0;
  int subjects = 0, shifted = 0, above = 0;  // shifted: with a test by shifts
};

Sums sums(const Results& results, const OverlapMap& pair, const std::string& region) {
  Sums out;
  for (const auto& s : results.subjects)
    for (const auto& o : s.overlaps) {
      if (o.a != pair.a || o.b != pair.b || o.region != region || o.found.voxels == 0) continue;
      out.voxels += o.found.voxels;
      out.a += o.found.a;
      out.b += o.found.b;
      out.both += o.found.both;
      out.expected += o.found.expected;
      ++out.subjects;
      out.shifted += !std::isnan(o.q_shifted);
      out.above += o.q_shifted <= results.overlap_level;
    }
  return out;
}

std::string row(const std::string& region, std::size_t width, const Sums& s, std::size_t wide_a,
                std::size_t wide_b) {
  const double dice = 2.0 * static_cast<double>(s.both) / static_cast<double>(s.a + s.b);
  return fmt::format("{:<{}} {:>6}  {:>{}}  {:>{}}  {:>6}  {:>9.1f}  {:>5}  {}\n", region, width,
                     s.voxels, s.a, wide_a, s.b, wide_b, s.both, s.expected,
                     s.a + s.b > 0 ? fmt::format("{:.2f}", dice) : "n/a",
                     s.shifted > 0 ? fmt::format("{} of {}", s.above, s.shifted) : "n/a");
}

std::string pair_table(const Results& results, const OverlapMap& pair) {
  const std::size_t width = region_width(results);
  const auto wide_a = std::max<std::size_t>(pair.a.size(), 6);
  const auto wide_b = std::max<std::size_t>(pair.b.size(), 6);
  std::string text = fmt::format(
      "\nSignificant voxels of {} and {}, sums over subjects\n"
      "{:<{}} {:>6}  {:>{}}  {:>{}}  {:>6}  {:>9}  {:>5}  above chance\n",
      pair.a, pair.b, "region", width, "voxels", pair.a, wide_a, pair.b, wide_b, "both",
      "by chance", "Dice");
  for (const auto& region : places(results))
    if (const auto s = sums(results, pair, region); s.subjects > 0)
      text += row(region, width, s, wide_a, wide_b);
  return text;
}

}  // namespace

// `se` of what chance gives is its standard deviation.
void add_overlap_scores(const SubjectResult& subject, std::vector<Score>& out) {
  for (const auto& o : subject.overlaps) {
    const auto n = static_cast<long>(o.found.voxels);
    const auto add = [&](const char* metric, double value) -> Score& {
      out.push_back(
          {subject.id, "overlap", o.a + " & " + o.b, o.region, metric, value, n, {}, {}, {}});
      return out.back();
    };
    const auto chance = [&](const char* metric, double mean, double deviation, double p, double q) {
      Score& s = add(metric, mean);
      s.se = deviation;
      s.p = p;
      s.q = q;
    };
    add("dice", o.found.dice);
    add("jaccard", o.found.jaccard);
    add("voxels_a", static_cast<double>(o.found.a));
    add("voxels_b", static_cast<double>(o.found.b));
    add("voxels_both", static_cast<double>(o.found.both));
    add("voxels_either", static_cast<double>(o.found.either));
    add("a_in_b", o.found.a_in_b);
    add("b_in_a", o.found.b_in_a);
    chance("both_by_chance", o.found.expected, o.found.deviation, o.found.p, o.q);
    chance("both_when_shifted", o.shifted.mean, o.shifted.deviation, o.shifted.p, o.q_shifted);
  }
}

std::string overlap_table(const Results& results) {
  std::string text;
  std::set<std::pair<std::string, std::string>> shown;  // a pair may be absent from some subjects
  for (const auto& s : results.subjects)
    for (const auto& pair : s.overlap_maps)
      if (shown.emplace(pair.a, pair.b).second) text += pair_table(results, pair);
  if (!text.empty())
    text +=
        "above chance: subjects in which shifting one map along the voxels rarely gives as "
        "many in common\n";
  return text;
}

}  // namespace encore::results
