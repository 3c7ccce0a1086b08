// core/io/gifti_walk.hpp: GIFTI files array by array, so that one array is in memory at a time.
//
// XML is parsed by expat, base64 by OpenSSL, deflate by zlib. libgiftiio, the format's own library,
// reads no file here: it crashes on damaged ones and where arrays are left out, reads damaged
// values as zeros, and has one state for the whole process. Thread-safe.
#pragma once

#include <charconv>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::io {

using base::Index;

// The number that a text is, but for white space around it; nothing otherwise.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
  Number out{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// A data array as it stands in the file.
struct GiftiArray {
  std::string intent;    // "NIFTI_INTENT_TIME_SERIES"
  std::string type;      // "NIFTI_TYPE_FLOAT32"
  std::string encoding;  // "ASCII", "Base64Binary", "GZipBase64Binary"
  std::string endian;    // "LittleEndian"
  std::vector<Index> dims;
  std::map<std::string, std::string> meta;
  std::string text;  // of <Data>, where it was asked for
};

struct GiftiFile {
  std::map<std::string, std::string> meta;
  std::map<long long, std::string> labels;
};

struct GiftiVisitor {
  std::function<bool(Index array)> wants;                     // whether to keep its text
  std::function<bool(Index array, const GiftiArray&)> visit;  // false: look no further
};

// Labels of the file and its metadata as far as it was read. Throws base::Error: no such file, not
// XML (with the line), not GIFTI, an end in the middle.
GiftiFile walk_gifti(const std::filesystem::path& file, const GiftiVisitor& visitor);

// The numbers of an array. Throws base::Error, naming `what`, when they are fewer or more than its
// dimensions say, damaged, of a type that GIFTI does not have, or in another file.
base::VectorF decode_gifti(const GiftiArray& array, const std::string& what);

}  // namespace encore::io
