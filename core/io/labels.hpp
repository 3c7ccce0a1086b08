// core/io/labels.hpp: a number for each place of a grid, from a mask or an atlas.
//
//   const LabelImage atlas = read_labels({"lh.aparc.annot", "rh.aparc.annot"}, grid);
//
// On a grid of voxels: a NIfTI image. On surfaces and greyordinates: GIFTI files (.label.gii,
// .shape.gii, .func.gii) and FreeSurfer annotations (.annot), one a hemisphere, or one CIFTI file
// (.dlabel.nii, .dscalar.nii), which need not have the same greyordinates: vertices and voxels are
// found by structure. Places that a file lacks are 0.
#pragma once

#include <string>
#include <vector>

#include "core/io/image.hpp"

namespace encore::io {

struct LabelImage {
  base::VectorF values;            // of the first volume or map; one for each place
  std::vector<std::string> names;  // of each place, where the files name their numbers; else empty
};

// How the files do not fit the grid, in words: "CORTEX_LEFT has 10242 against 32492 vertices"; ""
// when they fit.
// Throws base::Error for files that cannot be read.
std::string labels_difference(const Files& files, const Grid& grid);

// The files must fit.
LabelImage read_labels(const Files& files, const Grid& grid);

}  // namespace encore::io
