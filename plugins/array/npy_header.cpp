#include "plugins/array/npy_header.hpp"

#include <algorithm>
#include <charconv>

#include "encore/error.hpp"

namespace array {
namespace {

// The text after 'key': in the header's dictionary, blanks skipped.
std::string_view after_key(std::string_view text, std::string_view key, const std::string& where) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    auto at = text.find(quoted);
    if (at == std::string_view::npos) continue;
    at = text.find_first_not_of(" :", at + quoted.size());
    if (at != std::string_view::npos) return text.substr(at);
  }
  refuse_npy(where, "its header has no '" + std::string(key) + "'");
}

std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& where) {
  std::vector<std::int64_t> shape;
  const auto close = text.find(')');
  if (text.empty() || text[0] != '(' || close == std::string_view::npos) refuse_npy(where, "shape");
  const char* at = text.data() + 1;
  const char* end = text.data() + close;
  while (at < end) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    std::int64_t n = 0;
    const auto [next, error] = std::from_chars(at, end, n);
    if (error != std::errc{} || n < 0) refuse_npy(where, "shape");
    shape.push_back(n);
    at = next;
  }
  return shape;
}

std::size_t element_size(const std::string& t, const std::string& where) {
  if (t.find('O') != std::string::npos) refuse_npy(where, "its elements are Python objects");
  std::size_t n = 0;
  const auto [end, error] =
      std::from_chars(t.data() + std::min<std::size_t>(2, t.size()), t.data() + t.size(), n);
  if (t.size() < 3 || error != std::errc{} || end != t.data() + t.size() || n == 0 || n > 4096)
    refuse_npy(where, "elements of type '" + t + "'");
  if (t[0] == '>')
    refuse_npy(where, "big-endian elements ('" + t + "'); save it with .astype('<f4')");
  return t[1] == 'U' ? 4 * n : n;
}

}  // namespace

void refuse_npy(const std::string& where, const std::string& what) {
  throw encore::Error::io(where, "is not a NumPy array that can be read: " + what);
}

NpyHeader parse_npy_header(std::string_view text, const std::string& where) {
  NpyHeader header;
  const auto type = after_key(text, "descr", where);
  const auto close = type.size() > 1 ? type.find(type[0], 1) : std::string_view::npos;
  if ((type[0] != '\'' && type[0] != '"') || close == std::string_view::npos)
    refuse_npy(where, "its elements are records");
  header.type = std::string(type.substr(1, close - 1));
  header.fortran = after_key(text, "fortran_order", where).substr(0, 4) == "True";
  header.shape = parse_shape(after_key(text, "shape", where), where);
  header.element_size = element_size(header.type, where);
  return header;
}

}  // namespace array
