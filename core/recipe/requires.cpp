#include "core/recipe/requires.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace encore::recipe {
namespace {

using Version = std::array<int, 3>;

Version parse_version(std::string_view text) {
  Version v = {0, 0, 0};
  const char* p = text.data();
  const char* end = p + text.size();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto r = std::from_chars(p, end, v[i]);
    if (r.ec != std::errc{} || v[i] < 0)
      throw base::Error(fmt::format("'{}' is not a version", text), "write 1.2.0");
    p = r.ptr;
    if (p == end || *p == '-' || *p == '+') return v;
    if (*p != '.') throw base::Error(fmt::format("'{}' is not a version", text), "write 1.2.0");
    ++p;
  }
  return v;
}

bool holds(const Version& v, std::string_view condition) {
  while (!condition.empty() && condition.front() == ' ') condition.remove_prefix(1);
  while (!condition.empty() && condition.back() == ' ') condition.remove_suffix(1);
  const auto digits = condition.find_first_of("0123456789");
  std::string_view op = condition.substr(0, digits);
  while (!op.empty() && op.back() == ' ') op.remove_suffix(1);
  if (digits == std::string_view::npos)
    throw base::Error(fmt::format("'{}' is not a range of versions", condition),
                      "write >=1.0, <2.0 or ^1.2");
  const Version w = parse_version(condition.substr(digits));
  if (op == ">=") return v >= w;
  if (op == ">") return v > w;
  if (op == "<=") return v <= w;
  if (op == "<") return v < w;
  if (op.empty() || op == "=") return v == w;
  const bool same_minor = v[0] == w[0] && v[1] == w[1];
  if (op == "~") return v >= w && same_minor;
  if (op == "^") return v >= w && (w[0] > 0 ? v[0] == w[0] : same_minor);
  throw base::Error(fmt::format("'{}' is not a range of versions", condition),
                    "write >=1.0, <2.0 or ^1.2");
}

void check(Session& session, const base::Value& range, const std::string& what,
           const std::string& version) {
  try {
    if (!version_in(version, range.text))
      session.diagnostics.error(
          range.at, fmt::format("this recipe needs {} {}; here is {}", what, range.text, version));
  } catch (const base::Error& e) {
    session.diagnostics.error(range.at, e.what(), e.hint());
  }
}

}  // namespace

bool version_in(const std::string& version, const std::string& range) {
  const Version v = parse_version(version);
  std::string_view rest = range;
  while (true) {
    const auto comma = rest.find(',');
    if (!holds(v, rest.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 1);
  }
}

void check_requires(Reader& root, const std::string& host_version) {
  auto r = root.map("requires");
  auto& session = root.session();
  if (const auto* host = r.value("host")) check(session, *host, "Encore", host_version);
  if (const auto* plugins = r.value("plugins"))
    for (const auto& m : plugins->members) {
      const auto* info = session.plugins.find(m.key);
      if (info == nullptr)
        session.diagnostics.error(
            m.key_at, fmt::format("this recipe needs plugin {}, which is not installed", m.key),
            "see encore plugins list");
      else check(session, m.value, m.key, info->version);
    }
  r.finish();
}

}  // namespace encore::recipe
