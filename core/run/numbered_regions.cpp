#include "core/run/numbered_regions.hpp"

#include <algorithm>
#include <set>

#include "core/data/roi_groups.hpp"

namespace encore::run {

using base::Index;

NumberedRegions number_regions(const std::vector<std::string>& region, const recipe::Atlas& atlas) {
  NumberedRegions out;
  const std::set<std::string> unique(region.begin(), region.end());
  for (const auto& name : unique)
    if (!name.empty()) out.names.push_back(name);
  const std::vector<std::string> of_atlas = out.names;
  for (const auto& name : region) {
    const auto at = std::find(out.names.begin(), out.names.end(), name);
    out.of_voxel.push_back(at == out.names.end() ? -1 : static_cast<int>(at - out.names.begin()));
  }
  for (const auto& set : data::region_sets(atlas, of_atlas)) {
    out.names.push_back(set.name);
    auto& parts = out.set_parts.emplace_back();
    for (std::size_t r = 0; r < of_atlas.size(); ++r)
      if (set.regions.contains(of_atlas[r])) parts.push_back(static_cast<Index>(r));
  }
  out.names.push_back("whole-brain");
  return out;
}

void join_sets(const NumberedRegions& regions, stats::RoiDraws& draws) {
  Index at = draws.rois() - static_cast<Index>(regions.set_parts.size());
  for (const auto& parts : regions.set_parts) {
    for (const auto part : parts) {
      draws.voxels(at) += draws.voxels(part);
      draws.r(at) += draws.r(part);
      draws.drawn.col(at) += draws.drawn.col(part);
    }
    ++at;
  }
}

base::MatrixD table_of(const NumberedRegions& regions, const stats::ClipCross& cross, Index place) {
  const auto sets = static_cast<Index>(regions.set_parts.size());
  const Index first_set = static_cast<Index>(regions.names.size()) - 1 - sets;
  std::vector<Index> parts = {place};
  if (place >= first_set && place < first_set + sets)
    parts = regions.set_parts[static_cast<std::size_t>(place - first_set)];
  base::MatrixD sum = base::MatrixD::Zero(cross.sum(0).rows(), cross.sum(0).cols());
  double voxels = 0;
  for (const auto part : parts) {
    sum += cross.sum(part);
    voxels += cross.voxels()(part);
  }
  return sum / voxels;
}

}  // namespace encore::run
