// core/store/checksum.hpp: a fast checksum (XXH3, 64 bits) of a file, against damage, not malice.
#pragma once

#include <filesystem>
#include <string>

namespace encore::store {

// 16 hexadecimal digits. Throws base::Error when the file cannot be read.
std::string checksum_of(const std::filesystem::path& file);

}  // namespace encore::store
