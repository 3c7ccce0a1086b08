// core/base/hash.hpp: SHA-256 (OpenSSL) of text, files and matrices.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace encore::base {

// Feed bytes, then take 64 hexadecimal digits. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(const void* bytes, std::size_t n);
  std::string hex();

 private:
  void* context_;
};

std::string sha256(std::string_view text);
// Reads the file in pieces; throws Error when it cannot be read.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace encore::base
