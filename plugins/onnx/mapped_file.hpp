// plugins/onnx/mapped_file.hpp: a file's bytes, read only where they are looked at.
#pragma once

#include <filesystem>
#include <string_view>

namespace encore::onnx {

// Holds the bytes for as long as it lives. Throws encore::Error::io: cannot be read. Immutable, so
// thread-safe.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  std::size_t size_ = 0;
  void* data_ = nullptr;
};

}  // namespace encore::onnx
