#include "core/simulate/brain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace encore::simulate {
namespace {

constexpr double kAxis = 0.9;  // of the ellipsoid, as a share of the grid's half-width

// Position of a voxel on the scale on which the grid reaches from -1 to 1.
Eigen::Vector3d position(const io::Grid& grid, Index voxel) {
  const Index nx = grid.dims[0], ny = grid.dims[1];
  const std::array<Index, 3> at = {voxel % nx, voxel / nx % ny, voxel / (nx * ny)};
  Eigen::Vector3d p;
  for (int a = 0; a < 3; ++a) {
    const auto n = static_cast<double>(grid.dims[static_cast<std::size_t>(a)]);
    p[a] = (2 * static_cast<double>(at[static_cast<std::size_t>(a)]) + 1 - n) / (n * kAxis);
  }
  return p;
}

// The members with the smallest value, ties by index.
std::vector<std::size_t> smallest(const std::vector<std::size_t>& members,
                                  const std::vector<double>& value, std::size_t count) {
  std::vector<std::size_t> out = members;
  std::stable_sort(out.begin(), out.end(),
                   [&](std::size_t a, std::size_t b) { return value[a] < value[b]; });
  out.resize(std::min(count, out.size()));
  return out;
}

void place(Brain& brain, const std::vector<Eigen::Vector3d>& positions, int index, double side,
           std::size_t count) {
  const Region& r = regions()[static_cast<std::size_t>(index)];
  const Eigen::Vector3d centre(side * r.x, r.y, r.z);
  std::vector<std::size_t> free;
  std::vector<double> distance(positions.size());
  for (std::size_t v = 0; v < positions.size(); ++v) {
    distance[v] = (positions[v] - centre).norm();
    if (brain.cortex[v] && brain.region[v] < 0) free.push_back(v);
  }
  for (const std::size_t v : smallest(free, distance, count)) brain.region[v] = index;
}

}  // namespace

const std::vector<Region>& regions() {
  static const std::vector<Region> all = {
      {"A1",
       "cochlear envelope",
       {1, 0, 0, 0},
       0.4,
       {"encore.mel", "encore.mtf"},
       0.7,
       -0.1,
       0.1,
       true,
       0.06},
      {"belt",
       "rhythm and timbre",
       {0, 0.8, 0.2, 0},
       0.35,
       {"encore.tempogram", "encore.mfcc"},
       0.75,
       -0.35,
       0.25,
       true,
       0.08},
      {"STG",
       "facts of the score in an arbitrary code",
       {0, 0, 0, 1},
       0.35,
       {"encore.labels"},
       0.8,
       0.1,
       -0.3,
       true,
       0.1},
      {"IFG",
       "facts of the score, and rhythm",
       {0, 0.4, 0, 0.6},
       0.2,
       {"encore.labels"},
       0.55,
       0.7,
       0.2,
       true,
       0.08},
      {"V1", "nothing", {0, 0, 0, 0}, 0, {}, 0.0, -0.95, 0.0, false, 0.1},
  };
  return all;
}

Brain make_brain(const Preset& preset) {
  Brain brain;
  brain.grid.dims = preset.dims;
  brain.grid.code = 1;
  for (int a = 0; a < 3; ++a) {
    brain.grid.affine(a, a) = preset.voxel_mm;
    brain.grid.affine(a, 3) =
        -0.5 * preset.voxel_mm * static_cast<double>(preset.dims[static_cast<std::size_t>(a)] - 1);
  }
  const auto n = static_cast<std::size_t>(brain.grid.voxels());
  std::vector<double> radius(n);
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t v = 0; v < n; ++v)
    radius[v] = position(brain.grid, static_cast<Index>(v)).norm();
  auto inside = smallest(all, radius, static_cast<std::size_t>(preset.brain_voxels));
  const double surface = radius[inside.back()];
  std::sort(inside.begin(), inside.end());

  std::vector<Eigen::Vector3d> positions;
  std::vector<double> depth;
  std::vector<std::size_t> members(inside.size());
  std::iota(members.begin(), members.end(), std::size_t{0});
  for (const std::size_t v : inside) {
    brain.voxels.push_back(static_cast<Index>(v));
    brain.radius.push_back(radius[v] / surface);
    depth.push_back(-radius[v]);
    positions.push_back(position(brain.grid, static_cast<Index>(v)) / surface);
  }
  brain.cortex.assign(inside.size(), 0);
  brain.region.assign(inside.size(), -1);
  for (const std::size_t v :
       smallest(members, depth, static_cast<std::size_t>(preset.cortex_voxels)))
    brain.cortex[v] = 1;
  for (int r = 0; r < static_cast<int>(regions().size()); ++r) {
    const Region& region = regions()[static_cast<std::size_t>(r)];
    const double count = region.share * static_cast<double>(preset.cortex_voxels);
    const auto half = static_cast<std::size_t>(std::lround(region.both_sides ? count / 2 : count));
    place(brain, positions, r, 1, half);
    if (region.both_sides) place(brain, positions, r, -1, half);
  }
  return brain;
}

base::VectorF to_volume(const Brain& brain, const base::VectorF& values, float outside) {
  base::VectorF out = base::VectorF::Constant(brain.grid.voxels(), outside);
  for (std::size_t v = 0; v < brain.voxels.size(); ++v)
    out[brain.voxels[v]] = values[static_cast<Index>(v)];
  return out;
}

}  // namespace encore::simulate
