// plugins/array/hdf5.hpp: datasets and groups of an HDF5 file.
#pragma once

#include <memory>
#include <string>

#include "plugins/array/source.hpp"

namespace array {

// The file is open while something is read only. One lock for all objects of this library.
std::unique_ptr<Source> open_hdf5(const std::string& path);

}  // namespace array
