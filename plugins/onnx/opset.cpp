#include "plugins/onnx/opset.hpp"

#include <string_view>

#include "plugins/onnx/mapped_file.hpp"

namespace encore::onnx {
namespace {

using std::string_view;
using std::uint64_t;

// Takes a number in groups of 7 bits, the lowest first, off the front of `bytes`.
std::optional<uint64_t> take_number(string_view& bytes) {
  uint64_t value = 0;
  for (unsigned i = 0; i < 10 && i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
    if ((byte & 0x80) != 0) continue;
    bytes.remove_prefix(i + 1);
    return value;
  }
  return {};
}

// A field of a protobuf message: a number, or the bytes of a text or message.
struct Field {
  uint64_t id = 0, number = 0;
  string_view bytes;
};

// Takes the first field off `message`; none at its end, or where it is damaged.
std::optional<Field> take_field(string_view& message) {
  const auto tag = take_number(message);
  if (!tag) return {};
  Field field{*tag >> 3, 0, {}};
  uint64_t size = 0;
  switch (*tag & 7) {
    case 0:  // number
    case 2:  // length and bytes
      if (const auto number = take_number(message)) field.number = *number;
      else return {};
      if ((*tag & 7) == 2) size = field.number;
      break;
    case 1: size = 8; break;
    case 5: size = 4; break;
    default: return {};
  }
  if (size > message.size()) return {};
  field.bytes = message.substr(0, size);
  message.remove_prefix(size);
  return field;
}

}  // namespace

std::optional<std::int64_t> opset_of(const std::filesystem::path& network) {
  constexpr uint64_t opset_import = 8, domain = 1, version = 2;  // ModelProto, OperatorSetIdProto
  const MappedFile file(network);
  string_view model = file.bytes();
  while (const auto field = take_field(model)) {
    if (field->id != opset_import) continue;
    string_view set = field->bytes, name;
    uint64_t number = 0;
    while (const auto part = take_field(set)) {
      if (part->id == domain) name = part->bytes;
      if (part->id == version) number = part->number;
    }
    if (name.empty() || name == "ai.onnx") return static_cast<std::int64_t>(number);
  }
  return {};
}

}  // namespace encore::onnx
