// Profiles along layers and delays, as text for a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/results/places.hpp"
#include "core/results/profile.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

// More rows than this are left to profile.tsv: then sets and the whole brain stand for the regions.
constexpr std::size_t kMostRows = 40;

struct Cell {
  double sum = 0;
  int subjects = 0, above = 0;  // above: the interval over clips is above 0
  double mean() const { return subjects > 0 ? sum / subjects : std::nan(""); }
};

// One profile: means over subjects, by region and step.
struct Block {
  std::string along, of;
  std::vector<std::string> steps;
  std::map<std::string, std::map<std::string, Cell>> cells;
};

std::vector<Block> blocks(const Results& results) {
  std::vector<Block> out;
  for (const auto& row : profiles(results)) {
    if (row.along == "r_max" || std::isnan(row.r)) continue;
    auto at = std::find_if(out.begin(), out.end(),
                           [&](const auto& b) { return b.along == row.along && b.of == row.of; });
    if (at == out.end()) at = out.insert(out.end(), {row.along, row.of, {}, {}});
    if (std::find(at->steps.begin(), at->steps.end(), row.at) == at->steps.end())
      at->steps.push_back(row.at);
    auto& cell = at->cells[row.region][row.at];
    cell.sum += row.r;
    ++cell.subjects;
    cell.above += row.low > 0;
  }
  return out;
}

std::vector<std::string> shown(const Results& results) {
  auto rows = places(results);
  if (rows.size() > kMostRows)
    std::erase_if(rows,
                  [&](const auto& place) { return kind_of(place, results.sets) == Place::region; });
  return rows;
}

std::string row(const Block& block, const std::string& region, std::size_t width,
                const std::vector<std::size_t>& widths) {
  const auto found = block.cells.find(region);
  if (found == block.cells.end()) return "";
  const auto cell = [&](const std::string& step) {
    const auto known = found->second.find(step);
    return known == found->second.end() ? Cell{} : known->second;
  };
  double highest = -2;
  for (const auto& step : block.steps)
    if (const double r = cell(step).mean(); r > highest) highest = r;
  std::string text = fmt::format("{:<{}}", region, width);
  for (std::size_t i = 0; i < block.steps.size(); ++i) {
    const auto step = cell(block.steps[i]);
    const char* mark = step.mean() == highest && step.above == step.subjects ? "*" : " ";
    text += fmt::format("  {:>{}}",
                        step.subjects > 0 ? fmt::format("{:.3f}{}", step.mean(), mark) : "n/a ",
                        widths[i]);
  }
  return text + "\n";
}

}  // namespace

std::string profile_table(const Results& results) {
  const std::size_t width = region_width(results);
  std::string text;
  for (const auto& block : blocks(results)) {
    text += fmt::format("\nMean r of {} by {}, {}\n{:<{}}", block.of,
                        block.along == "layer" ? "layer" : "delay in TR, each alone",
                        base::counted(results.subjects.size(), "subject"), "region", width);
    std::vector<std::size_t> widths;
    for (const auto& step : block.steps) {
      widths.push_back(std::max<std::size_t>(step.size() + 1, 7));
      text += fmt::format("  {:>{}} ", step, widths.back() - 1);
    }
    text += "\n";
    for (const auto& region : shown(results)) text += row(block, region, width, widths);
  }
  if (!text.empty())
    text +=
        "* highest of its row, its interval above 0 in every subject; not corrected for steps and "
        "regions; intervals: profile.tsv\n";
  return text;
}

}  // namespace encore::results
