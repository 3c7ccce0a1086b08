// core/io/cifti.hpp: CIFTI-2 files, read and written by CiftiLib: dense series (.dtseries.nii), and
// maps and labels on the same greyordinates (.dscalar.nii, .dlabel.nii).
//
// A file holds the series of one greyordinate after another, so that any of them are read without
// the others: memory is one series. Different files may be read at once. Throws base::Error: no
// such file, not CIFTI, rows that are no brain models, a file that ends early.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/io/grid.hpp"

namespace encore::io {

struct CiftiHeader {
  Grid grid;  // its parts in the order of the file; dims and affine of the voxels
  Index volumes = 0;
  double tr_s = 0;                          // 0: no series in seconds
  std::map<long long, std::string> labels;  // of the first map of a .dlabel.nii
};

CiftiHeader read_cifti_header(const std::filesystem::path& file);

// Volumes first .. first + count - 1 of these greyordinates: count x places. Throws when the file
// ends before.
base::MatrixF read_cifti(const std::filesystem::path& file, Index first, Index count,
                         const std::vector<Index>& places, const base::Progress& progress = {});

// One map on the parts of a grid. Beside the file, then renamed into place.
void write_cifti(const std::filesystem::path& file, const Grid& grid, const base::VectorF& values,
                 const std::string& name);

}  // namespace encore::io
