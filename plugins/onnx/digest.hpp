// plugins/onnx/digest.hpp: SHA-256 of files.
#pragma once

#include <filesystem>
#include <string>

namespace encore::onnx {

// 64 hexadecimal digits. Reads in pieces; remembers a file by path, size and time for as long as
// the process lives, since a large network is opened once a thread. Throws encore::Error::io.
// Thread-safe.
std::string sha256_of(const std::filesystem::path& file);

}  // namespace encore::onnx
