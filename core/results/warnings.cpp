#include "core/results/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "core/base/text.hpp"
#include "core/recipe/controls.hpp"

namespace encore::results {
namespace {

// More voxels than this at an end of the grid and the grid is too narrow.
constexpr double kEdgeShare = 0.05;

long count(const ModelResult& model, const char* key) {
  const auto found = model.facts.find(key);
  return found == model.facts.end() ? 0L : std::stol(found->second);
}

bool is_control(const recipe::Recipe& recipe, const std::string& name, std::string_view kind) {
  return std::any_of(recipe.encode.models.begin(), recipe.encode.models.end(), [&](const auto& m) {
    return m.name == name && recipe::control_kind(recipe, m) == kind;
  });
}

// What encore.mean is for.
bool is_mean(const recipe::Recipe& recipe, const std::string& name) {
  return is_control(recipe, name, "mean");
}

// Where no penalty is chosen, or the largest is right.
bool has_no_edge(const recipe::Recipe& recipe, const ModelResult& m) {
  return m.facts.contains("fitted_task") || is_mean(recipe, m.name) ||
         is_control(recipe, m.name, "noise");
}

// A control that was added has the size it has.
bool was_added(const recipe::Recipe& recipe, const std::string& name) {
  return std::any_of(recipe.encode.models.begin(), recipe.encode.models.end(),
                     [&](const auto& m) { return m.name == name && m.if_possible; });
}

void warn_of_constants(const recipe::Recipe& recipe, Results& results) {
  std::map<std::string, std::string> still;  // model -> features that do not vary
  for (const auto& s : results.subjects) {
    long constant = 0;
    for (const auto& m : s.models) {
      constant = std::max(constant, count(m, "constant_voxels"));
      if (const auto names = m.facts.find("constant_features");
          names != m.facts.end() && !is_mean(recipe, m.name))
        still[m.name] = names->second;
    }
    if (constant > 0)
      results.warnings.push_back(fmt::format(
          "{}: {} of {} voxels are constant or not finite as float32; their scores are NaN", s.id,
          constant, s.region.size()));
  }
  for (const auto& [model, features] : still)
    results.warnings.push_back(
        fmt::format("model {}: {} does not vary over the training rows, and so predicts nothing",
                    model, features));
}

// A correlation needs a prediction that varies; means over voxels leave such a voxel out.
void warn_of_still(const recipe::Recipe& recipe, Results& results) {
  std::string list;
  for (const auto& s : results.subjects)
    for (const auto& m : s.models)
      if (const long still = count(m, "still_voxels"); still > 0 && !is_mean(recipe, m.name))
        list += fmt::format("{}{} {} {} of {}", list.empty() ? "" : ", ", s.id, m.name, still,
                            s.region.size());
  if (!list.empty())
    results.warnings.push_back(
        "voxels with a fit whose prediction does not vary over the test rows, so that their "
        "pearson_r is NaN and means leave them out: " +
        list);
}

void warn_of_undecided(Results& results) {
  std::map<std::string, std::string> lists;  // what would help -> subjects, models, voxels
  for (const auto& s : results.subjects)
    for (const auto& m : s.models) {
      if (!m.reach || m.reach->undecided == 0) continue;
      const bool few = m.reach->orders < static_cast<double>(results.significance_draws);
      auto& list = lists[few ? m.reach->remedy : "take more stats.significance.draws"];
      list += fmt::format("{}{} {} {}", list.empty() ? "" : ", ", s.id, m.name, m.reach->undecided);
    }
  for (const auto& [help, list] : lists)
    results.warnings.push_back(fmt::format(
        "voxels with the smallest p that {} can give, of which the correction lets none pass: "
        "{}; {}",
        base::counted(results.significance_draws, "draw"), list, help));
}

void warn_of_edges(const recipe::Recipe& recipe, Results& results) {
  std::map<std::string, std::pair<long, long>> edge;  // model -> voxels at an end, voxels
  for (const auto& s : results.subjects)
    for (const auto& m : s.models) {
      if (has_no_edge(recipe, m)) continue;
      edge[m.name].first += count(m, "edge_voxels");
      edge[m.name].second += static_cast<long>(m.r.size());
    }
  std::string list;
  for (const auto& name : results.models) {
    const auto [ends, voxels] = edge[name];
    const double share = static_cast<double>(ends) / static_cast<double>(std::max(1L, voxels));
    if (share > kEdgeShare)
      list += fmt::format("{}{} {:.0f} %", list.empty() ? "" : ", ", name, 100 * share);
  }
  if (!list.empty())
    results.warnings.push_back(base::at_line(
        recipe.encode.regression.at,
        "voxels that chose an end of the penalty grid: " + list +
            "; widen `alphas` (voxels that nothing predicts take the largest on any grid)"));
}

// Whether penalties were chosen on training rows, voxel by voxel.
bool chosen(const ModelResult& m) {
  if (m.alpha.size() == 0) return m.cv_score.size() > 0;
  const float *begin = m.alpha.data(), *end = begin + m.alpha.size();
  const auto known = [](float alpha) { return std::isfinite(alpha); };  // NaN: a constant voxel
  const auto* first = std::find_if(begin, end, known);
  return std::any_of(first, end, [&](float alpha) { return known(alpha) && alpha != *first; });
}

// More columns fit more noise, and only a penalty of its own makes up for it.
void warn_of_sizes(const recipe::Recipe& recipe, Results& results) {
  const ModelResult *small = nullptr, *large = nullptr;
  bool all_chosen = true;
  for (const auto& s : results.subjects)
    for (const auto& m : s.models) {
      if (m.dimensions == 0 || is_mean(recipe, m.name) || was_added(recipe, m.name)) continue;
      all_chosen = all_chosen && chosen(m);
      if (small == nullptr || m.dimensions < small->dimensions) small = &m;
      if (large == nullptr || m.dimensions > large->dimensions) large = &m;
    }
  if (small == nullptr || all_chosen ||
      static_cast<double>(large->dimensions) <
          recipe.encode.size_ratio * static_cast<double>(small->dimensions))
    return;
  results.warnings.push_back(base::at_line(
      recipe.encode.regression.at,
      fmt::format("{} has {} dimensions and {} has {}, and no penalty was chosen by "
                  "cross-validation: their r say more of size than of content; give the "
                  "regression a grid of `alphas`",
                  small->name, small->dimensions, large->name, large->dimensions)));
}

}  // namespace

void add_warnings(const recipe::Recipe& recipe, Results& results) {
  warn_of_constants(recipe, results);
  warn_of_still(recipe, results);
  warn_of_undecided(results);
  warn_of_edges(recipe, results);
  if (recipe.stats.compare.enabled) warn_of_sizes(recipe, results);
}

}  // namespace encore::results
