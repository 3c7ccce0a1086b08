// core/io/gifti.hpp: values on the surface of one hemisphere in GIFTI files (.func.gii, .shape.gii,
// .label.gii).
//
// A volume is one data array of one number a vertex. Which hemisphere it is follows from the
// metadata AnatomicalStructurePrimary, else from the file's name (hemi-L, lh.). Thread-safe; files
// are written one at a time. Throws base::Error: what gifti_walk.hpp says, arrays of different
// length or none, a surface's shape instead of values.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "core/base/matrix.hpp"
#include "core/io/grid.hpp"

namespace encore::io {

// "CORTEX_LEFT" or "CORTEX_RIGHT" where a file's name says so (hemi-L, lh.), "" where it says none
// or both.
std::string structure_in_name(const std::filesystem::path& file);

struct GiftiHeader {
  Part part;
  Index volumes = 0;
  double tr_s = 0;                          // of the metadata TimeStep; 0: not stated
  std::map<long long, std::string> labels;  // of the label table
};

GiftiHeader read_gifti_header(const std::filesystem::path& file);

// Calls take(volume, values) for volumes first .. first + count - 1, all vertices. Goes through the
// file once, as far as needed, and holds one volume. Throws when the file ends before.
void read_gifti(const std::filesystem::path& file, Index first, Index count,
                const std::function<void(Index volume, const base::VectorF& values)>& take);

// One volume, by libgiftiio. Beside the file, then renamed into place.
void write_gifti(const std::filesystem::path& file, const Part& part, const base::VectorF& values,
                 const std::string& name);

}  // namespace encore::io
