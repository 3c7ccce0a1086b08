#include "core/plugin/catalog.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "core/base/error.hpp"

namespace encore::plugin {

const ParamSpec* PluginInfo::find(const std::string& key) const {
  for (const auto& spec : params)
    if (spec.key == key) return &spec;
  return nullptr;
}

const char* kind_name(int kind) {
  switch (kind) {
    case ENCORE_KIND_FEATURES: return "features";
    case ENCORE_KIND_REGRESSION: return "regression";
    case ENCORE_KIND_RETRIEVAL: return "retrieval";
    case ENCORE_KIND_GENERATOR: return "generator";
    default: return "unknown";
  }
}

int kind_of(const std::string& name) {
  for (const int kind :
       {ENCORE_KIND_FEATURES, ENCORE_KIND_REGRESSION, ENCORE_KIND_RETRIEVAL, ENCORE_KIND_GENERATOR})
    if (name == kind_name(kind)) return kind;
  return 0;
}

Catalog Catalog::of(std::vector<LibraryReport> libraries) {
  Catalog catalog;
  for (auto& report : libraries) {
    if (report.state != LibraryReport::State::bad) {
      for (const auto& plugin : report.plugins) {
        const PluginInfo* first = catalog.find(plugin.id);
        if (first == nullptr) continue;
        report.state = LibraryReport::State::shadowed;
        report.reason +=
            fmt::format("{}{} {} is shadowed by {} in {}", report.reason.empty() ? "" : "; ",
                        plugin.id, plugin.version, first->version, first->library.string());
      }
    }
    catalog.libraries_.push_back(std::move(report));
  }
  return catalog;
}

const PluginInfo* Catalog::find(const std::string& id) const {
  for (const auto& library : libraries_) {
    if (library.state == LibraryReport::State::bad) continue;
    for (const auto& plugin : library.plugins)
      if (plugin.id == id) return &plugin;
  }
  return nullptr;
}

std::vector<std::string> Catalog::ids(int kind) const {
  std::vector<std::string> out;
  for (const auto& library : libraries_) {
    if (library.state == LibraryReport::State::bad) continue;
    for (const auto& plugin : library.plugins)
      if ((kind == 0 || plugin.kind == kind) && find(plugin.id) == &plugin)
        out.push_back(plugin.id);
  }
  return out;
}

std::vector<std::filesystem::path> search_folders(const std::vector<std::string>& given,
                                                  const std::filesystem::path& program) {
  std::vector<std::filesystem::path> out(given.begin(), given.end());
  if (const char* listed = std::getenv("ENCORE_PLUGIN_PATH")) {
    std::istringstream folders(listed);
    for (std::string folder; std::getline(folders, folder, ':');)
      if (!folder.empty()) out.emplace_back(folder);
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    out.push_back(std::filesystem::path(home) / ".local/lib/encore/plugins");
  const auto prefix = std::filesystem::absolute(program).parent_path().parent_path();
  out.push_back(prefix / "lib/encore/plugins");
  return out;
}

}  // namespace encore::plugin
