// core/io/gifti.hpp: values on the surface of one hemisphere in GIFTI files (.func.gii, .shape.gii,
// .label.gii), read and written by libgiftiio.
//
// A volume is one data array of one number a vertex. Which hemisphere it is follows from the
// metadata AnatomicalStructurePrimary, else from the file's name (hemi-L, lh.). The library keeps
// its state in one place, so every function holds a process-wide lock. Throws base::Error: no such
// file, not GIFTI, damaged, arrays of different length or none, a surface's shape instead of
// values.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/io/grid.hpp"

namespace encore::io {

struct GiftiHeader {
  Part part;
  Index volumes = 0;
  double tr_s = 0;                          // of the metadata TimeStep; 0: not stated
  std::map<long long, std::string> labels;  // of the label table
};

GiftiHeader read_gifti_header(const std::filesystem::path& file);

// Volumes first .. first + count - 1, all vertices: vertices x count. Reads the whole file.
base::MatrixF read_gifti(const std::filesystem::path& file, Index first, Index count);

// One volume. Beside the file, then renamed into place.
void write_gifti(const std::filesystem::path& file, const Part& part, const base::VectorF& values,
                 const std::string& name);

}  // namespace encore::io
