#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "core/cli/command.hpp"

namespace encore::cli {

recipe::Machine Context::machine() const { return recipe::load_machine(machine_file); }

plugin::Catalog Context::plugins() const {
  const bool remember = [] {
    const char* setting = std::getenv("ENCORE_PLUGIN_CACHE");
    return setting == nullptr || std::string_view(setting) != "off";
  }();
  const auto memory = remember ? machine().cache / "plugins.json" : std::filesystem::path{};
  return plugin::Catalog::scan(plugin::search_folders(plugin_path, program), program, memory);
}

void print(const std::vector<base::Diagnostic>& diagnostics) {
  for (const auto& d : diagnostics) fmt::print(stderr, "{}", base::render(d));
}

}  // namespace encore::cli
