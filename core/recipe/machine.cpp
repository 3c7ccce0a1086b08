#include "core/recipe/machine.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/base/error.hpp"
#include "core/recipe/load.hpp"

extern char** environ;

namespace encore::recipe {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path home() { return environment("HOME").empty() ? "/tmp" : environment("HOME"); }

fs::path machine_file(const fs::path& given) {
  if (!given.empty()) return given;
  if (const auto named = environment("ENCORE_MACHINE"); !named.empty()) return named;
  const auto usual = home() / ".config" / "encore" / "machine.yaml";
  std::error_code ec;
  return fs::exists(usual, ec) ? usual : fs::path{};
}

unsigned parse_threads(const std::string& text, const base::Location& at) {
  unsigned n = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), n);
  if (r.ec != std::errc{} || r.ptr != text.data() + text.size() || n < 1 || n > 1024)
    throw base::Error(at, fmt::format("threads must be 1 to 1024, not '{}'", text));
  return n;
}

// A list of files, folders and "sha256:HEX".
void read_trust(const base::Value& list, const fs::path& folder, Machine& machine,
                base::Diagnostics& bad) {
  const char* hint = "trust: [/home/me/encore-programs, sha256:HEX]";
  if (!list.is_list())
    return bad.error(list.at, fmt::format("trust must be a list, not {}", list.describe()), hint);
  for (const auto& entry : list.items) {
    const std::string& text = entry.text;
    if (!entry.is_scalar() || text.empty()) {
      bad.error(entry.at, "trust lists files, folders and digests of files", hint);
    } else if (!text.starts_with("sha256:")) {
      machine.trust.push_back((folder / text).lexically_normal().string());
    } else if (text.size() != 71 ||
               text.find_first_not_of("0123456789abcdef", 7) != std::string::npos) {
      bad.error(entry.at, fmt::format("'{}' is not sha256: and 64 of 0-9 and a-f", text),
                "`sha256sum FILE` prints them");
    } else {
      machine.trust.push_back(text);
    }
  }
}

void read_file(const fs::path& file, Machine& machine) {
  const auto root = parse_yaml(file);
  const auto folder = fs::absolute(file).parent_path();
  base::Diagnostics bad;
  for (const auto& m : root.members) {
    if (m.key == "paths") {
      for (const auto& p : m.value.members)
        machine.paths[p.key] = (folder / p.value.text).lexically_normal().string();
    } else if (m.key == "threads") {
      machine.threads = parse_threads(m.value.text, m.value.at);
    } else if (m.key == "memory") {
      machine.memory_bytes = parse_bytes(m.value.text, m.value.at);
    } else if (m.key == "cache") {
      machine.cache = (folder / m.value.text).lexically_normal();
    } else if (m.key == "trust") {
      read_trust(m.value, folder, machine, bad);
    } else {
      bad.error(m.key_at, fmt::format("a machine file has no key '{}'", m.key),
                "known: paths, threads, memory, cache and trust");
    }
  }
  bad.throw_if_any();
}

// ENCORE_PATH_DS003720=/data/ds003720 gives ${paths.ds003720}.
void read_environment(Machine& machine) {
  constexpr std::string_view prefix = "ENCORE_PATH_";
  for (char** e = environ; *e != nullptr; ++e) {
    const std::string_view entry = *e;
    const auto equals = entry.find('=');
    if (!entry.starts_with(prefix) || equals == std::string_view::npos) continue;
    std::string name(entry.substr(prefix.size(), equals - prefix.size()));
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    machine.paths[name] = fs::absolute(std::string(entry.substr(equals + 1))).string();
  }
  if (const auto t = environment("ENCORE_THREADS"); !t.empty())
    machine.threads = parse_threads(t, {"ENCORE_THREADS", 0, 0, 0});
  if (const auto m = environment("ENCORE_MEMORY"); !m.empty())
    machine.memory_bytes = parse_bytes(m, {"ENCORE_MEMORY", 0, 0, 0});
  if (const auto c = environment("ENCORE_CACHE"); !c.empty()) machine.cache = fs::absolute(c);
}

}  // namespace

Machine load_machine(const fs::path& given) {
  Machine machine;
  machine.file = machine_file(given);
  machine.cache = home() / ".cache" / "encore";
  if (!machine.file.empty()) read_file(machine.file, machine);
  read_environment(machine);
  return machine;
}

std::uint64_t parse_bytes(const std::string& text, const base::Location& at) {
  double value = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(r.ptr, static_cast<std::size_t>(text.data() + text.size() - r.ptr));
  const std::pair<const char*, double> units[] = {{"", 1},
                                                  {"B", 1},
                                                  {"KiB", 1024},
                                                  {"MiB", 1048576.0},
                                                  {"GiB", 1073741824.0},
                                                  {"TiB", 1099511627776.0},
                                                  {"kB", 1e3},
                                                  {"MB", 1e6},
                                                  {"GB", 1e9},
                                                  {"TB", 1e12}};
  for (const auto& [name, factor] : units)
    if (r.ec == std::errc{} && unit == name && value * factor >= 1 && value * factor < 1e18)
      return static_cast<std::uint64_t>(value * factor);
  throw base::Error(at, fmt::format("'{}' is not an amount of memory", text),
                    "write 4GiB or 512MiB");
}

}  // namespace encore::recipe
