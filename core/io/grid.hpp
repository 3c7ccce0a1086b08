// core/io/grid.hpp: where the values of an image lie.
//
// Either on a grid: voxel (i, j, k) has the linear index i + dims[0] * (j + dims[1] * k), and lies
// at affine * (i, j, k, 1) in mm. Or in parts, one after another: vertices of surfaces, and voxels
// of structures, which are indices in the grid ("greyordinates"). A plain value.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::io {

using base::Index;

// A hemisphere's surface, or voxels of one structure.
struct Part {
  std::string structure;  // as CIFTI calls it: "CORTEX_LEFT", "THALAMUS_RIGHT"
  Index vertices = 0;     // of the whole surface; 0: voxels
  std::vector<Index> at;  // which vertex, or which voxel of the grid, each value belongs to
  bool operator==(const Part&) const = default;
};

struct Grid {
  std::array<Index, 3> dims = {0, 0, 0};
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  int code = 0;  // what the affine leads to, as NIFTI_XFORM_*: 1 scanner, 2 aligned, 4 MNI
  std::vector<Part> parts;  // empty: every voxel of the grid

  // Values of one volume.
  Index voxels() const;
};

// The part that a value belongs to, and which vertex or voxel of the grid it is; nullptr and the
// index itself on a plain grid.
std::pair<const Part*, Index> place_of(const Grid& grid, Index value);

// "96 x 96 x 68 voxels of 2 x 2 x 2 mm", "20484 vertices", "59412 of 64984 vertices and 31870
// voxels"
std::string describe(const Grid& grid);

// How two grids differ, in words; "" when they are the same within 0.001 mm.
std::string difference(const Grid& a, const Grid& b);

}  // namespace encore::io
