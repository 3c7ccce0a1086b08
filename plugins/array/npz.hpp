// plugins/array/npz.hpp: NumPy's files on disk: one array (.npy), or a zip of them (.npz).
#pragma once

#include <memory>
#include <string>

#include "plugins/array/source.hpp"

namespace array {

std::unique_ptr<Source> open_npy(const std::string& path);
// With and without compression. An array is read when it is asked for.
std::unique_ptr<Source> open_npz(const std::string& path);

}  // namespace array
