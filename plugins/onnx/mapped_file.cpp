#include "plugins/onnx/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "encore/error.hpp"

namespace encore::onnx {

MappedFile::MappedFile(const std::filesystem::path& file) {
  std::error_code ec;
  size_ = std::filesystem::file_size(file, ec);
  const int descriptor = ec ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw Error::io(file.string(), "cannot be read");
  if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (data_ == MAP_FAILED) throw Error::io(file.string(), "cannot be read");
}

MappedFile::~MappedFile() {
  if (size_ > 0) ::munmap(data_, size_);
}

}  // namespace encore::onnx
