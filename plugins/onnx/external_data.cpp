#include "plugins/onnx/external_data.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "encore/error.hpp"

namespace encore::onnx {
namespace {

// A file's bytes for as long as it lives, read only where they are looked at.
class Mapped {
 public:
  explicit Mapped(const std::filesystem::path& file) {
    std::error_code ec;
    size_ = std::filesystem::file_size(file, ec);
    const int descriptor = ec ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw Error::io(file.string(), "cannot be read");
    if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    ::close(descriptor);
    if (data_ == MAP_FAILED) throw Error::io(file.string(), "cannot be read");
  }
  ~Mapped() {
    if (size_ > 0) ::munmap(data_, size_);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  std::size_t size_ = 0;
  void* data_ = nullptr;
};

// StringStringEntryProto {key: "location", value: ...}: field 1 of 8 bytes, then field 2.
constexpr std::string_view location = "\x0a\x08location\x12";

// The text at the beginning of `bytes`, after its length in groups of 7 bits; "" where it is none.
std::string_view text_at(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 3); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    length |= static_cast<std::size_t>(byte & 0x7F) << (7 * i);
    if ((byte & 0x80) != 0) continue;
    return length <= bytes.size() - i - 1 ? bytes.substr(i + 1, length) : std::string_view();
  }
  return {};
}

}  // namespace

std::vector<std::string> external_files(const std::filesystem::path& network) {
  const Mapped file(network);
  const auto bytes = file.bytes();
  std::vector<std::string> out;
  for (auto at = bytes.find(location); at != std::string_view::npos;) {
    at += location.size();
    const std::string name(text_at(bytes.substr(at)));
    if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    at = bytes.find(location, at);
  }
  return out;
}

}  // namespace encore::onnx
