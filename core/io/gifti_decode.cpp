// From the text of a GIFTI array to numbers.
#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>

#include "core/base/error.hpp"
#include "core/io/gifti_walk.hpp"

namespace encore::io {
namespace {

using Bytes = std::vector<unsigned char>;

[[noreturn]] void bad(const std::string& what, const std::string& why) {
  throw base::Error(fmt::format("{} {}", what, why), "the file is damaged; copy it again");
}

Bytes from_base64(const std::string& text, const std::string& what) {
  const std::unique_ptr<EVP_ENCODE_CTX, void (*)(EVP_ENCODE_CTX*)> context(EVP_ENCODE_CTX_new(),
                                                                           EVP_ENCODE_CTX_free);
  Bytes out(text.size() / 4 * 3 + 3);
  int n = 0, last = 0;
  EVP_DecodeInit(context.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DecodeUpdate(context.get(), out.data(), &n, bytes, static_cast<int>(text.size())) < 0 ||
      EVP_DecodeFinal(context.get(), out.data() + n, &last) < 0)
    bad(what, "is no base64");
  out.resize(static_cast<std::size_t>(n + last));
  return out;
}

Bytes inflated(const Bytes& packed, std::size_t size, const std::string& what) {
  Bytes out(size);
  uLongf n = size;
  // Compares the check sum, and fails where there is more than `size`.
  if (uncompress(out.data(), &n, packed.data(), packed.size()) != Z_OK)
    bad(what, "cannot be unpacked");
  out.resize(n);
  return out;
}

template <class T>
base::VectorF from_bytes(const Bytes& bytes, Index n, bool swap) {
  base::VectorF out(n);
  for (Index i = 0; i < n; ++i) {
    unsigned char raw[sizeof(T)];
    std::memcpy(raw, bytes.data() + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
    if (swap)
      for (std::size_t k = 0; k < sizeof(T) / 2; ++k) std::swap(raw[k], raw[sizeof(T) - 1 - k]);
    T value;
    std::memcpy(&value, raw, sizeof(T));
    out[i] = static_cast<float>(value);
  }
  return out;
}

base::VectorF from_ascii(const std::string& text, Index n, const std::string& what) {
  base::VectorF out(n);
  const char* at = text.data();
  const char* const end = at + text.size();
  for (Index i = 0; i < n; ++i) {
    while (at < end && std::isspace(static_cast<unsigned char>(*at)) != 0) ++at;
    if (at < end && *at == '+') ++at;
    const auto [next, code] = std::from_chars(at, end, out[i]);
    if (code != std::errc()) bad(what, fmt::format("has no number at place {}", i + 1));
    at = next;
  }
  while (at < end && std::isspace(static_cast<unsigned char>(*at)) != 0) ++at;
  if (at != end) bad(what, fmt::format("has more than {} numbers", n));
  return out;
}

}  // namespace

base::VectorF decode_gifti(const GiftiArray& array, const std::string& what) {
  Index n = 1;
  for (const Index d : array.dims) n *= d;
  if (array.encoding == "ASCII") return from_ascii(array.text, n, what);
  const bool packed = array.encoding == "GZipBase64Binary";
  if (!packed && array.encoding != "Base64Binary")
    throw base::Error(fmt::format("{} has the encoding '{}'", what, array.encoding),
                      "ASCII, Base64Binary and GZipBase64Binary are read; convert the file");
  const bool bytes = array.type == "NIFTI_TYPE_UINT8";
  const std::size_t size = static_cast<std::size_t>(n) * (bytes ? 1 : 4);
  Bytes data = from_base64(array.text, what);
  if (packed) data = inflated(data, size, what);
  if (data.size() != size)
    bad(what, fmt::format("has {} bytes where {} are expected", data.size(), size));
  const bool little = array.endian != "BigEndian";
  const bool swap = little != (std::endian::native == std::endian::little);
  if (bytes) return from_bytes<std::uint8_t>(data, n, false);
  if (array.type == "NIFTI_TYPE_INT32") return from_bytes<std::int32_t>(data, n, swap);
  if (array.type == "NIFTI_TYPE_FLOAT32") return from_bytes<float>(data, n, swap);
  throw base::Error(fmt::format("{} is of the type '{}'", what, array.type),
                    "GIFTI has NIFTI_TYPE_UINT8, INT32 and FLOAT32");
}

}  // namespace encore::io
