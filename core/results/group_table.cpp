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

// "0.213* 5": the mean, whether it is above 0 in the group, subjects above chance.
std::string cell(const GroupRow* row, double level) {
  if (row == nullptr) return "n/a";
  return fmt::format("{:.3f}{} {:>2}", row->t.mean, row->q_t <= level ? "*" : " ",
                     row->above < 0 ? std::string("-") : std::to_string(row->above));
}

}  // namespace

std::string group_table(const Results& results) {
  if (results.group.empty()) return "";
  const std::size_t width = region_width(results);
  int most = 0;
  for (const auto& r : results.group) most = std::max(most, r.subjects);
  std::string text =
      fmt::format("\nGroup of {}: mean r, and in how many it is above chance\n{:<{}}",
                  base::counted(static_cast<std::size_t>(most), "subject"), "region", width);
  for (const auto& m : results.models)
    text += fmt::format("  {:>{}}", m, std::max<std::size_t>(m.size(), 10));
  text += "\n";
  for (const auto& region : places(results)) {
    text += fmt::format("{:<{}}", region, width);
    for (const auto& m : results.models)
      text += fmt::format("  {:>{}}", cell(find(results, region, m), results.group_level),
                          std::max<std::size_t>(m.size(), 10));
    text += "\n";
  }
  return text + fmt::format(
                    "* above 0 over subjects (t test, q at most {}{}); {} subjects give no "
                    "sign-flip p below {:.2g}; intervals, differences and ranks: group.tsv\n",
                    base::number(results.group_level),
                    most < kFewSubjects ? "; it leans on normality: with so few read the counts"
                                        : "",
                    most, std::ldexp(1.0, -most));
}

}  // namespace encore::results
