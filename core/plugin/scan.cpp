// The child's side of the scan, and the memory of what it found.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/plugin/abi_read.hpp"
#include "core/plugin/child.hpp"
#include "core/plugin/elf.hpp"
#include "core/plugin/info_json.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int memory_format = 1;  // raise when the JSON changes

Json scan_result(const fs::path& library) {
  const std::string problem = entry_problem(read_elf(library).exports);
  if (!problem.empty()) return {{"error", problem}};
  Json plugins = Json::array();
  const std::string digest = base::sha256_file(library);
  for (PluginInfo& plugin : read_entry(load_library(library))) {
    plugin.library = library;
    plugin.library_sha256 = digest;
    plugins.push_back(info_to_json(plugin));
  }
  return {{"plugins", plugins}};
}

LibraryReport bad(const fs::path& path, const std::string& reason) {
  LibraryReport report;
  report.path = path;
  report.state = LibraryReport::State::bad;
  report.reason = reason;
  return report;
}

// What a file's facts are filed under: it changes whenever the file does.
std::string stamp(const fs::path& path) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  const auto time = fs::last_write_time(path, ec).time_since_epoch().count();
  return ec ? "" : fmt::format("{} {} {}", size, static_cast<long long>(time), path.string());
}

Json read_memory(const fs::path& memory) {
  std::error_code ec;
  if (memory.empty() || !fs::exists(memory, ec)) return Json::object();
  try {
    Json json = Json::parse(base::read_text(memory));
    if (json.at("format") == memory_format) return json.at("libraries");
  } catch (const std::exception&) {
    // Unreadable memory is no memory.
  }
  return Json::object();
}

// Only good libraries are remembered: a bad one may be cured from outside (a missing library).
void write_memory(const fs::path& memory, const std::vector<LibraryReport>& reports) {
  Json libraries = Json::object();
  for (const auto& report : reports) {
    if (report.state == LibraryReport::State::bad) continue;
    Json plugins = Json::array();
    for (const auto& plugin : report.plugins) plugins.push_back(info_to_json(plugin));
    libraries[stamp(report.path)] = plugins;
  }
  try {
    base::make_folder(memory.parent_path());
    base::write_text(memory, Json{{"format", memory_format}, {"libraries", libraries}}.dump());
  } catch (const std::exception&) {
    // Without memory the next start scans again.
  }
}

std::vector<fs::path> find_libraries(const std::vector<fs::path>& folders) {
  std::vector<fs::path> out;
  std::map<std::string, bool> seen;
  for (const auto& folder : folders) {
    std::error_code ec;
    std::vector<fs::path> here;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
      const auto path = fs::absolute(entry.path()).lexically_normal();
      if (path.string().ends_with(".encoreplugin.so") && !entry.is_directory(ec))
        here.push_back(path);
    }
    std::ranges::sort(here);
    for (const auto& path : here) {
      const auto real = fs::weakly_canonical(path, ec).string();
      if (!seen[real]) out.push_back(path);
      seen[real] = true;
    }
  }
  return out;
}

bool memory_allowed() {
  const char* setting = std::getenv("ENCORE_PLUGIN_CACHE");
  return setting == nullptr || std::string(setting) != "off";
}

}  // namespace

LibraryReport scan_library(const fs::path& path, const fs::path& program, double limit_s) try {
  const ChildResult child = run_child({program.string(), "--scan-one", path.string()}, limit_s);
  if (!child.ok()) return bad(path, child.failure());
  if (child.out.empty()) return bad(path, "loading it ends the process");
  const Json json = Json::parse(child.out);
  if (json.contains("error")) return bad(path, json.at("error").get<std::string>());
  LibraryReport report;
  report.path = path;
  for (const auto& plugin : json.at("plugins")) report.plugins.push_back(info_from_json(plugin));
  return report;
} catch (const std::exception& e) {
  return bad(path, fmt::format("the scan failed: {}", e.what()));
}

Catalog Catalog::scan(const std::vector<fs::path>& folders, const fs::path& program,
                      const fs::path& given_memory, double limit_s) {
  const fs::path memory = memory_allowed() ? given_memory : fs::path();
  const auto paths = find_libraries(folders);
  const Json known = read_memory(memory);
  std::vector<LibraryReport> reports(paths.size());
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto found = known.find(stamp(paths[i]));
    if (found == known.end()) {
      unknown.push_back(i);
      continue;
    }
    try {
      reports[i].path = paths[i];
      for (const auto& plugin : *found) reports[i].plugins.push_back(info_from_json(plugin));
    } catch (const std::exception&) {
      unknown.push_back(i);
    }
  }
  base::parallel_for(unknown.size(), [&](std::size_t u) {
    reports[unknown[u]] = scan_library(paths[unknown[u]], program, limit_s);
  });
  const bool changed = !unknown.empty() || known.size() != paths.size();
  if (!memory.empty() && changed) write_memory(memory, reports);
  return Catalog::of(std::move(reports));
}

int scan_one(const fs::path& library) {
  const int out = take_standard_output();
  Json result;
  try {
    result = scan_result(library);
  } catch (const std::exception& e) {
    result = {{"error", e.what()}};
  }
  // A library's own code may hold on to anything; leave without its destructors.
  const std::string text = result.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::_Exit(write_all(out, text) ? 0 : 1);
}

}  // namespace encore::plugin
