// core/io/grid.hpp: where the voxels of an image lie.
//
// Voxel (i, j, k) has the linear index i + dims[0] * (j + dims[1] * k), and lies at affine *
// (i, j, k, 1) in mm. A plain value.
#pragma once

#include <array>
#include <string>

#include "core/base/matrix.hpp"

namespace encore::io {

using base::Index;

struct Grid {
  std::array<Index, 3> dims = {0, 0, 0};
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  int code = 0;  // what the affine leads to, as NIFTI_XFORM_*: 1 scanner, 2 aligned, 4 MNI

  Index voxels() const { return dims[0] * dims[1] * dims[2]; }
};

// "96 x 96 x 68 voxels of 2 x 2 x 2 mm"
std::string describe(const Grid& grid);

// How two grids differ, in words; "" when they are the same within 0.001 mm.
std::string difference(const Grid& a, const Grid& b);

}  // namespace encore::io
