// Models of a group by region, as text for a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/results/places.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

const GroupRow* find(const Results& results, const std::string& region, const std::string& model) {
  for (const auto& r : results.group)
    if (r.region == region && r.a == model && r.b.empty()) return &r;
  return nullptr;
}

// A t test of fewer says little where values are not normal.
constexpr int kFewSubjects = 5;

// Above 0 over subjects and over the clips that they share.
bool holds(const GroupRow& row, double level) { return row.q_t <= level && row.q_clips <= level; }

// "0.213* 5": the mean, whether it is above 0 in the group, subjects above chance (where that was
// not tested: whose interval is above 0).
std::string cell(const GroupRow* row, double level, bool tested) {
  if (row == nullptr) return "n/a";
  const int count = tested ? row->significant : row->above;
  return fmt::format("{:.3f}{} {:>2}", row->t.mean, holds(*row, level) ? "*" : " ",
                     count < 0 ? std::string("-") : std::to_string(count));
}

// What the star stands for, or why there is none.
std::string star(const Results& results, int most) {
  const auto level = base::number(results.group_level);
  const bool over_clips = std::any_of(results.group.begin(), results.group.end(),
                                      [](const auto& r) { return !std::isnan(r.p_clips); });
  if (!over_clips)
    return "no mark: nothing was tested over clips, which subjects share; that needs "
           "stats.compare";
  return fmt::format(
      "* above 0 over subjects (t test{}) and over clips (orders of clips, the same in all "
      "subjects), q of both at most {}",
      most < kFewSubjects ? "; it leans on normality: with so few read the counts" : "", level);
}

}  // namespace

std::string group_table(const Results& results) {
  if (results.group.empty()) return "";
  const std::size_t width = region_width(results);
  int most = 0;
  bool tested = false;
  for (const auto& r : results.group) {
    most = std::max(most, r.subjects);
    tested = tested || r.significant >= 0;
  }
  std::string text =
      fmt::format("\nGroup of {}: mean r, and in how many {}\n{:<{}}",
                  base::counted(static_cast<std::size_t>(most), "subject"),
                  tested ? "it is above chance" : "its interval is above 0", "region", width);
  for (const auto& m : results.models)
    text += fmt::format("  {:>{}}", m, std::max<std::size_t>(m.size(), 10));
  text += "\n";
  for (const auto& region : places(results)) {
    text += fmt::format("{:<{}}", region, width);
    for (const auto& m : results.models)
      text += fmt::format("  {:>{}}", cell(find(results, region, m), results.group_level, tested),
                          std::max<std::size_t>(m.size(), 10));
    text += "\n";
  }
  return text + fmt::format(
                    "{}; {} subjects give no sign-flip p below {:.2g}; intervals, differences and "
                    "ranks: group.tsv\n",
                    star(results, most), most, std::ldexp(1.0, -most));
}

}  // namespace encore::results
