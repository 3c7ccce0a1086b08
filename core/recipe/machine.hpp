// core/recipe/machine.hpp: facts of this machine, which never stand in a recipe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/location.hpp"

namespace encore::recipe {

// From --machine FILE, else ENCORE_MACHINE, else ~/.config/encore/machine.yaml when it exists;
// ENCORE_THREADS, ENCORE_MEMORY, ENCORE_CACHE and ENCORE_PATH_<NAME> override it.
struct Machine {
  std::filesystem::path file;                // "" when there is none
  std::map<std::string, std::string> paths;  // ${paths.x}; absolute
  unsigned threads = 0;                      // 0: all cores
  std::uint64_t memory_bytes = 0;            // 0: 80 % of what the machine has
  std::filesystem::path cache;               // default ~/.cache/encore
  std::vector<std::string> trust;            // see recipe::Trust::entries
};

Machine load_machine(const std::filesystem::path& given);

// "4GiB", "512MiB", "2e9" -> bytes. Throws base::Error at this place.
std::uint64_t parse_bytes(const std::string& text, const base::Location& at = {});

}  // namespace encore::recipe
