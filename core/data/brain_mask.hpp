// core/data/brain_mask.hpp: which voxels are brain, from a mean image alone.
#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/io/grid.hpp"

namespace encore::data {

using base::Index;

// Linear indices, ascending. The method of nilearn's compute_epi_mask with its defaults: the image
// is smoothed by a Gaussian of one voxel's width (FWHM); the threshold stands in the middle of the
// widest gap between neighbouring sorted values from the 20th to the 85th percentile; the mask is
// eroded twice, only its largest connected component stays, it is dilated four times and eroded
// twice. On a volume that is too thin for that (nothing survives the erosion), the largest
// component above the threshold is taken and `warning` says so. NaN counts as 0. Throws when the
// image is constant.
std::vector<Index> brain_voxels(const io::Grid& grid, const base::VectorD& mean,
                                std::string& warning);

}  // namespace encore::data
