// core/io/annot.hpp: FreeSurfer annotations (lh.aparc.a2009s.annot), a region for each vertex.
//
// The format, all numbers big-endian int32 (FreeSurfer's wiki, LabelsClutsAnnotationFiles): count
// n; n pairs of vertex and colour; a flag that a colour table follows (1); then of version 2: -2,
// the highest index + 1, the length of the file's name and the name, the number of entries, and for
// each: index, length of the name, the name, red, green, blue, 255 - alpha. A vertex's colour is
// red + 256 green + 65536 blue. Version 1 has the number of entries where version 2 has -2, then
// the file's name and entries without index. Debian has no library that reads it.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/matrix.hpp"

namespace encore::io {

struct Annotation {
  base::VectorF values;  // of each vertex: the region's index; -1: no region's colour
  std::map<long long, std::string> labels;  // index -> name
};

// Throws base::Error: no such file, no annotation, truncated, no colour table.
Annotation read_annot(const std::filesystem::path& file);

}  // namespace encore::io
