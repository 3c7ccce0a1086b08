#include "core/stats/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace encore::stats {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

RoiSummary summarise_voxels(const base::VectorD& values, const std::vector<Index>& members,
                            const base::VectorD& q, double level) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  RoiSummary s{0, 0, nan, nan, nan, -1, 0, nan};
  std::vector<double> finite;
  double sum = 0;
  for (const Index v : members) {
    if (!std::isfinite(values(v))) continue;
    finite.push_back(values(v));
    sum += values(v);
    if (s.best_voxel < 0 || values(v) > s.best) {
      s.best = values(v);
      s.best_voxel = v;
    }
    if (q.size() > 0 && q(v) <= level) ++s.significant;
  }
  s.voxels = static_cast<Index>(finite.size());
  s.missing = static_cast<Index>(members.size()) - s.voxels;
  if (finite.empty()) return s;
  const auto n = static_cast<double>(finite.size());
  s.mean = sum / n;
  s.median = median(std::move(finite));
  if (q.size() > 0) s.share_significant = static_cast<double>(s.significant) / n;
  return s;
}

}  // namespace

std::vector<RoiSummary> summarise(const base::VectorD& values, const std::vector<int>& roi,
                                  int rois, const base::VectorD& q, double level) {
  if (roi.size() != static_cast<std::size_t>(values.size()) ||
      (q.size() > 0 && q.size() != values.size()))
    throw base::Error("values, q and ROI labels differ in voxels");
  std::vector<std::vector<Index>> members(static_cast<std::size_t>(rois) + 1);
  for (std::size_t v = 0; v < roi.size(); ++v) {
    if (roi[v] >= rois) throw base::Error("a voxel's ROI is beyond the atlas");
    if (roi[v] >= 0) members[static_cast<std::size_t>(roi[v])].push_back(static_cast<Index>(v));
    members.back().push_back(static_cast<Index>(v));
  }
  std::vector<RoiSummary> summaries;
  for (const auto& m : members) summaries.push_back(summarise_voxels(values, m, q, level));
  return summaries;
}

}  // namespace encore::stats
