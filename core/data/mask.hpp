// core/data/mask.hpp: the voxels of a subject that take part.
#pragma once

#include <string>
#include <vector>

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/io/grid.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

struct Mask {
  io::Grid grid;
  std::vector<Index> voxels;  // linear indices in the grid, ascending: the columns of the responses
  std::string how;            // "brain masks of fMRIPrep", "computed from 18 runs", ...
  std::vector<std::string> warnings;
};

// As data.mask says. `automatic`: the voxels inside the brain mask of every run where fMRIPrep left
// one beside each image, else computed (brain_mask.hpp) from the mean of the first ten volumes that
// preparation keeps of each run. Masks on another grid than the images are an error.
Mask make_mask(const Subject& subject, const recipe::Data& data,
               const base::Progress& progress = {});

// Values of the mask's voxels as a volume; NaN elsewhere. For maps.
base::VectorF to_volume(const Mask& mask, const base::VectorF& values);

// The fMRIPrep brain mask that belongs to an image; "" when there is none.
std::filesystem::path brain_mask_of(const std::filesystem::path& image);

}  // namespace encore::data
