#include "plugins/array/npy.hpp"

#include <Eigen/Core>
#include <bit>
#include <cstring>

#include "plugins/array/npy_header.hpp"

namespace array {
namespace {

static_assert(std::endian::native == std::endian::little);

template <class T>
void convert(std::string_view bytes, std::vector<double>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    out[i] = static_cast<double>(value);
  }
}

void convert_half(std::string_view bytes, std::vector<double>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes.data() + i * sizeof bits, sizeof bits);
    out[i] = static_cast<double>(
        Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(bits)));
  }
}

// Code points of fixed-length UCS-4 text, zeros at the end, as UTF-8.
std::string utf8(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    std::uint32_t c = 0;
    std::memcpy(&c, bytes.data() + i, 4);
    if (c == 0) break;
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(lead[more] | (c >> (6 * more)));
    for (int k = more - 1; k >= 0; --k) out += static_cast<char>(0x80 | ((c >> (6 * k)) & 0x3F));
  }
  return out;
}

void fill(const NpyHeader& h, std::string_view data, Array& out, const std::string& where) {
  const std::string kind = h.type.substr(1);
  if (kind == "f4") convert<float>(data, out.numbers);
  else if (kind == "f8") convert<double>(data, out.numbers);
  else if (kind == "f2") convert_half(data, out.numbers);
  else if (kind == "i1") convert<std::int8_t>(data, out.numbers);
  else if (kind == "i2") convert<std::int16_t>(data, out.numbers);
  else if (kind == "i4") convert<std::int32_t>(data, out.numbers);
  else if (kind == "i8") convert<std::int64_t>(data, out.numbers);
  else if (kind == "u1" || kind == "b1") convert<std::uint8_t>(data, out.numbers);
  else if (kind == "u2") convert<std::uint16_t>(data, out.numbers);
  else if (kind == "u4") convert<std::uint32_t>(data, out.numbers);
  else if (kind == "u8") convert<std::uint64_t>(data, out.numbers);
  else if (kind[0] == 'U' || kind[0] == 'S') {
    out.is_text = true;
    for (std::size_t i = 0; i < out.numbers.size(); ++i) {
      const auto element = data.substr(i * h.element_size, h.element_size);
      out.texts.push_back(kind[0] == 'U' ? utf8(element)
                                         : std::string(element.substr(0, element.find('\0'))));
    }
    out.numbers.clear();
  } else {
    refuse_npy(where, "elements of type '" + h.type + "'");
  }
}

// Element i of the result stands at this place of an array that is stored first index fastest.
std::size_t fortran_place(std::size_t i, const std::vector<std::int64_t>& shape) {
  std::size_t place = 0, stride = 1;
  for (const auto n : shape) stride *= static_cast<std::size_t>(n);
  for (std::size_t d = shape.size(); d-- > 0;) {
    const auto n = static_cast<std::size_t>(shape[d]);
    stride /= n;
    place += (i % n) * stride;
    i /= n;
  }
  return place;
}

template <class T>
void to_c_order(std::vector<T>& values, const std::vector<std::int64_t>& shape) {
  std::vector<T> out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = values[fortran_place(i, shape)];
  values = std::move(out);
}

}  // namespace

Array parse_npy(std::string_view bytes, const std::string& where) {
  if (bytes.size() < 10 || bytes.substr(0, 6) != "\x93NUMPY")
    refuse_npy(where, "it does not begin as one");
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const int version = byte(6);
  if (version < 1 || version > 3) refuse_npy(where, "format version " + std::to_string(version));
  const std::size_t lead = version == 1 ? 10 : 12;
  if (bytes.size() < lead) refuse_npy(where, "it is cut short");
  std::size_t length = byte(8) + 256u * byte(9);
  if (version > 1) length += (std::size_t{byte(10)} << 16) + (std::size_t{byte(11)} << 24);
  if (length > bytes.size() - lead) refuse_npy(where, "it is cut short");

  const NpyHeader header = parse_npy_header(bytes.substr(lead, length), where);
  const std::string_view data = bytes.substr(lead + length);
  const std::size_t size = header.element_size;
  std::size_t count = 1;
  for (const auto n : header.shape) {
    const auto dim = static_cast<std::size_t>(n);
    if (dim > 0 && count > data.size() / dim)
      refuse_npy(where, "its shape " + shape_text(header.shape) + " needs more data than there is");
    count *= dim;
  }
  if (data.size() / size < count || data.size() != count * size)
    refuse_npy(where, "its shape " + shape_text(header.shape) + " needs " +
                          std::to_string(count * size) + " bytes, and there are " +
                          std::to_string(data.size()));
  Array out;
  out.shape = header.shape;
  out.numbers.resize(count);
  fill(header, data, out, where);
  if (header.fortran && count > 0) {
    if (out.is_text) to_c_order(out.texts, out.shape);
    else to_c_order(out.numbers, out.shape);
  }
  return out;
}

}  // namespace array
