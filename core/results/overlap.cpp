#include "core/results/overlap.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "core/results/places.hpp"
#include "core/results/significance.hpp"
#include "core/run/execute.hpp"

namespace encore::results {
namespace {

using base::Index;

// The pairs of the recipe that were both tested, in its order.
std::vector<std::pair<const ModelResult*, const ModelResult*>> tested_pairs(
    const recipe::Overlap& overlap, const SubjectResult& subject) {
  std::vector<std::pair<const ModelResult*, const ModelResult*>> out;
  const auto is_tested = [](const ModelResult* m) { return m != nullptr && m->q.size() > 0; };
  const auto add = [&](const std::string& a, const std::string& b) {
    const auto *first = find_model(subject, a), *second = find_model(subject, b);
    if (is_tested(first) && is_tested(second)) out.emplace_back(first, second);
  };
  for (const auto& [a, b] : overlap.pairs) add(a, b);
  if (!overlap.pairs.empty()) return out;
  for (std::size_t i = 0; i < subject.models.size(); ++i)
    for (std::size_t k = i + 1; k < subject.models.size(); ++k)
      add(subject.models[i].name, subject.models[k].name);
  return out;
}

base::VectorD categories(const ModelResult& a, const ModelResult& b, double level) {
  base::VectorD out(a.q.size());
  for (Index v = 0; v < out.size(); ++v)
    out(v) = std::isnan(a.q(v)) || std::isnan(b.q(v))
                 ? std::nan("")
                 : (a.q(v) <= level ? 1.0 : 0.0) + (b.q(v) <= level ? 2.0 : 0.0);
  return out;
}

RegionOverlap in_region(const OverlapMap& map, const std::string& region,
                        const SubjectResult& subject, const VoxelOrder& order,
                        const recipe::Recipe& recipe) {
  RegionOverlap out{map.a, map.b, region, {}, {}, 1, 1};
  std::vector<char> inside(subject.region.size()), a, b;
  for (const Index v : voxels_of(subject, region)) inside[static_cast<std::size_t>(v)] = 1;
  for (const Index v : order.voxels) {
    if (inside[static_cast<std::size_t>(v)] == 0 || std::isnan(map.category(v))) continue;
    const int category = static_cast<int>(map.category(v));
    a.push_back(static_cast<char>(category & 1));
    b.push_back(static_cast<char>(category >> 1));
  }
  out.found = stats::overlap(a, b);
  if (!order.keeps_neighbours) {
    const double nan = std::nan("");
    out.shifted = {nan, nan, nan, 0};
    return out;
  }
  const auto name = "overlap/" + subject.id + "/" + map.a + "/" + map.b + "/" + region;
  out.shifted =
      stats::shifted_overlap(a, b, recipe.stats.overlap.draws, base::seed_for(recipe.seed, name));
  return out;
}

// Over places of one kind and pairs.
void correct(SubjectResult& subject, recipe::Significance::Correct how, Place place) {
  std::vector<Tested> found, shifted;
  for (auto& o : subject.overlaps) {
    if (kind_of(o.region, subject.sets) != place) continue;
    found.push_back({o.found.p, &o.q});
    shifted.push_back({o.shifted.p, &o.q_shifted});
  }
  correct_family(found, how);
  correct_family(shifted, how);
}

}  // namespace

VoxelOrder voxel_order(const plan::Study& study, const plan::Plan& plan, std::size_t s) {
  VoxelOrder out;
  out.voxels.resize(run::regions(study, plan, s).size());
  std::iota(out.voxels.begin(), out.voxels.end(), 0);
  if (study.from_arrays()) return out;
  const auto mask = run::subject_mask(study, plan, s);
  out.keeps_neighbours = std::none_of(mask.grid.parts.begin(), mask.grid.parts.end(),
                                      [](const io::Part& part) { return part.vertices > 0; });
  if (!out.keeps_neighbours) return out;
  const auto [nx, ny, nz] = mask.grid.dims;
  std::vector<std::array<Index, 3>> places;
  for (const auto v : mask.voxels) {
    const auto at = io::place_of(mask.grid, v).second;
    places.push_back({at % nx, at / nx % ny, at / nx / ny});
  }
  out.voxels = stats::z_order(places);
  return out;
}

void add_overlaps(const recipe::Recipe& recipe, const VoxelOrder& order, SubjectResult& out) {
  const auto regions = places(out);
  for (const auto& [a, b] : tested_pairs(recipe.stats.overlap, out)) {
    out.overlap_maps.push_back({a->name, b->name, categories(*a, *b, recipe.stats.significance.q)});
    const auto& map = out.overlap_maps.back();
    for (const auto& region : regions)
      out.overlaps.push_back(in_region(map, region, out, order, recipe));
  }
  for (const auto place : kPlaces) correct(out, recipe.stats.overlap.correct, place);
}

}  // namespace encore::results
