// plugins/array/npy.hpp: NumPy's array format, versions 1 to 3.
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Little-endian integers,
// booleans and floats of 2 to 8 bytes, and fixed-length text; C and Fortran order. Objects, records
// and big-endian arrays are refused.
#pragma once

#include <string>
#include <string_view>

#include "plugins/array/source.hpp"

namespace array {

// `where` names the file in errors.
Array parse_npy(std::string_view bytes, const std::string& where);

}  // namespace array
