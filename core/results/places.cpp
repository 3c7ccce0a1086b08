#include "core/results/places.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace encore::results {
namespace {

using base::Index;

template <class Inside>
std::vector<Index> voxels_where(const SubjectResult& subject, const Inside& inside) {
  std::vector<Index> out;
  for (std::size_t v = 0; v < subject.region.size(); ++v)
    if (inside(subject.region[v])) out.push_back(static_cast<Index>(v));
  return out;
}

std::vector<std::string> with_sets(std::vector<std::string> regions,
                                   const std::vector<data::RegionSet>& sets) {
  for (const auto& set : sets) regions.push_back(set.name);
  regions.emplace_back(kWholeBrain);
  return regions;
}

}  // namespace

Place kind_of(const std::string& place, const std::vector<data::RegionSet>& sets) {
  if (place == kWholeBrain) return Place::whole_brain;
  const bool is_set =
      std::any_of(sets.begin(), sets.end(), [&](const auto& set) { return set.name == place; });
  return is_set ? Place::set : Place::region;
}

std::vector<std::string> regions_of(const SubjectResult& subject) {
  std::set<std::string> names(subject.region.begin(), subject.region.end());
  names.erase("");
  return {names.begin(), names.end()};
}

std::vector<std::string> places(const Results& results) {
  return with_sets({results.regions.begin(), results.regions.end() - 1}, results.sets);
}

std::vector<std::string> places(const SubjectResult& subject) {
  return with_sets(regions_of(subject), subject.sets);
}

std::vector<Index> voxels_of(const SubjectResult& subject, const std::string& place) {
  if (place == kWholeBrain) return voxels_where(subject, [](const auto&) { return true; });
  for (const auto& set : subject.sets)
    if (set.name == place)
      return voxels_where(subject, [&](const auto& name) { return set.regions.contains(name); });
  return voxels_where(subject, [&](const auto& name) { return name == place; });
}

std::vector<Index> compared_voxels(const Results& results, const SubjectResult& subject,
                                   const std::string& place) {
  auto voxels = voxels_of(subject, place);
  for (const auto& name : results.models) {
    const auto* model = find_model(subject, name);
    if (model == nullptr || !model->r.array().isFinite().any()) continue;
    std::erase_if(voxels, [&](Index v) { return std::isnan(model->r(v)); });
  }
  return voxels;
}

double mean_over(const Eigen::Ref<const base::VectorD, 0, Eigen::InnerStride<>>& values,
                 const std::vector<Index>& voxels) {
  double sum = 0;
  for (const auto v : voxels)
    if (!std::isnan(values(v))) sum += values(v);
  const long n = count_known(values, voxels);
  return n > 0 ? sum / static_cast<double>(n) : std::nan("");
}

long count_known(const Eigen::Ref<const base::VectorD, 0, Eigen::InnerStride<>>& values,
                 const std::vector<Index>& voxels) {
  return std::count_if(voxels.begin(), voxels.end(),
                       [&](Index v) { return !std::isnan(values(v)); });
}

}  // namespace encore::results
