// core/io/image.hpp: functional images and maps of every format that Encore reads.
//
//   const auto header = read_image_header({"hemi-L.func.gii", "hemi-R.func.gii"});
//   const auto y = read_image(files, 10, 400, mask.voxels);      // 400 volumes x voxels
//
// A NIfTI image (.nii, .nii.gz, .hdr) and a CIFTI file (.dtseries.nii, .dscalar.nii, .dlabel.nii)
// are one file; a surface is one GIFTI file a hemisphere, left before right, whose values follow
// each other. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/io/grid.hpp"

namespace encore::io {

using Files = std::vector<std::filesystem::path>;

struct ImageHeader {
  Grid grid;
  Index volumes = 1;
  double tr_s = 0;  // 0: not stated
};

// Throws base::Error: what read_nifti_header, gifti.hpp and cifti.hpp say; hemispheres of different
// length.
ImageHeader read_image_header(const Files& files);

// Volumes first .. first + count - 1 at the places with these indices (ascending, as Grid counts):
// count x places. Memory beside the result: image_memory. Throws when the file ends early.
base::MatrixF read_image(const Files& files, Index first, Index count,
                         const std::vector<Index>& places, const base::Progress& progress = {});

// Bytes that read_image needs beside its result, at most.
double image_memory(const Grid& grid, Index places);

// Values as a map on a grid: stem.nii.gz. On parts the stem decides: with "{hemi}" in it, which
// becomes L or R, one stem.shape.gii for each whole surface; without, one stem.dscalar.nii.
// `values` has one for each place of the grid, NaN outside of the mask. `name` says what they are.
// Returns the files. Throws base::Error for "{hemi}" where a part is no whole surface.
Files write_map(const std::filesystem::path& stem, const Grid& grid, const base::VectorF& values,
                const std::string& name);

bool is_gifti(const std::filesystem::path& file);
bool is_cifti(const std::filesystem::path& file);

}  // namespace encore::io
