// How near the best model of each region comes to what could be predicted.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/results/places.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

// Of one model in one region: means over voxels, summed over subjects.
struct Sums {
  std::size_t voxels = 0, below = 0;
  double r = 0, r_above = 0, r_max = 0, normalised = 0;
  int subjects = 0, with_ceiling = 0;
  double mean(double sum, int n) const { return n > 0 ? sum / n : std::nan(""); }
};

void add(const SubjectResult& s, const std::string& model, const std::string& region, Sums& out) {
  const auto* m = find_model(s, model);
  const auto voxels = voxels_of(s, region);
  if (m == nullptr || m->r_max.size() == 0 || voxels.empty()) return;
  std::vector<base::Index> above;
  for (const auto v : voxels)
    if (!std::isnan(m->r_max(v))) above.push_back(v);
  const double r = mean_over(m->r, voxels);
  if (std::isnan(r)) return;
  out.voxels += voxels.size();
  out.below += voxels.size() - above.size();
  out.r += r;
  ++out.subjects;
  if (above.empty()) return;
  out.r_above += mean_over(m->r, above);
  out.r_max += mean_over(m->r_max, above);
  out.normalised += mean_over(m->r_normalised, above);
  ++out.with_ceiling;
}

// The model with the highest mean r.
std::pair<std::string, Sums> best(const Results& results, const std::string& region) {
  std::pair<std::string, Sums> out;
  for (const auto& model : results.models) {
    Sums sums;
    for (const auto& s : results.subjects) add(s, model, region, sums);
    if (sums.subjects == 0) continue;
    if (out.first.empty() || sums.r / sums.subjects > out.second.r / out.second.subjects)
      out = {model, sums};
  }
  return out;
}

std::string shown(double x) { return std::isnan(x) ? "n/a" : fmt::format("{:.3f}", x); }

}  // namespace

std::string ceiling_table(const Results& results) {
  const std::size_t width = region_width(results);
  std::size_t wide = 5;
  for (const auto& m : results.models) wide = std::max(wide, m.size());
  std::string rows;
  std::size_t below = 0, voxels = 0;
  for (const auto& region : places(results)) {
    const auto [model, s] = best(results, region);
    if (model.empty()) continue;
    if (region == kWholeBrain) {
      below = s.below;
      voxels = s.voxels;
    }
    rows += fmt::format(
        "{:<{}} {:>6}  {:>6}  {:<{}}  {:>6}  {:>9}  {:>7}  {:>10}\n", region, width, s.voxels,
        s.below, model, wide, shown(s.r / s.subjects), shown(s.mean(s.r_above, s.with_ceiling)),
        shown(s.mean(s.r_max, s.with_ceiling)), shown(s.mean(s.normalised, s.with_ceiling)));
  }
  if (rows.empty()) return "";
  return fmt::format(
      "\nBest model beside the noise ceiling ({})\n"
      "{:<{}} {:>6}  {:>6}  {:<{}}  {:>6}  {:>9}  {:>7}  {:>10}\n{}"
      "below: {} of {} voxels have explainable variance below the floor of {}; they count in r, "
      "and are left out of what stands right of it\n",
      results.ceiling_method, "region", width, "voxels", "below", "model", wide, "r", "r, others",
      "ceiling", "normalised", rows, below, voxels, base::number(results.ceiling_floor));
}

}  // namespace encore::results
