#include "core/base/value.hpp"

#include <fmt/format.h>

#include <charconv>

namespace encore::base {
namespace {

// Digits with an optional sign, no leading zero, no separators.
bool plain_integer(std::string_view t) {
  if (!t.empty() && (t[0] == '-' || t[0] == '+')) t.remove_prefix(1);
  if (t.empty() || t.find_first_not_of("0123456789") != std::string_view::npos) return false;
  return t.size() == 1 || t[0] != '0';
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  for (const auto& m : members)
    if (m.key == key) return &m.value;
  return nullptr;
}

std::optional<bool> Value::as_bool() const {
  if (!is_scalar() || quoted) return std::nullopt;
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<std::int64_t> Value::as_int() const {
  if (!is_scalar() || quoted || !plain_integer(text)) return std::nullopt;
  const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
  std::int64_t out = 0;
  const auto r = std::from_chars(begin, text.data() + text.size(), out);
  if (r.ec != std::errc{} || r.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<double> Value::as_real() const {
  if (!is_scalar() || quoted || text.empty()) return std::nullopt;
  if (plain_integer(text) || text.find_first_of(".eE") != std::string::npos) {
    const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
    double out = 0;
    const auto r = std::from_chars(begin, text.data() + text.size(), out);
    if (r.ec == std::errc{} && r.ptr == text.data() + text.size()) return out;
  }
  return std::nullopt;
}

std::string Value::describe() const {
  switch (kind) {
    case Kind::null: return "nothing";
    case Kind::list: return "a list";
    case Kind::map: return "a mapping";
    case Kind::scalar: break;
  }
  if (as_bool() || as_real()) return text;
  return fmt::format("the text '{}'", text);
}

}  // namespace encore::base
