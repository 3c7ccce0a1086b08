// plugins/array/npy_header.hpp: the dictionary at the beginning of an .npy file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace array {

struct NpyHeader {
  std::string type;  // "<f4"
  std::size_t element_size = 0;
  bool fortran = false;  // the first index runs fastest
  std::vector<std::int64_t> shape;
};

// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 3), }". Throws encore::Error.
NpyHeader parse_npy_header(std::string_view text, const std::string& where);

// Throws encore::Error: `where` is not an array that can be read, and why.
[[noreturn]] void refuse_npy(const std::string& where, const std::string& why);

}  // namespace array
