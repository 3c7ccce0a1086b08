#include "plugins/onnx/external_data.hpp"

#include <algorithm>
#include <string_view>

#include "plugins/onnx/mapped_file.hpp"

namespace encore::onnx {
namespace {

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
  const MappedFile file(network);
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
