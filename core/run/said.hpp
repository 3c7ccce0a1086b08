// core/run/said.hpp: warnings that belong to what a task left, and are said again when it is taken
// from the store. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace encore::run {

// In the folder of an entry. Nothing is written of no warning.
void keep_warnings(const std::filesystem::path& folder, const std::vector<std::string>& texts);
// None where the entry has none.
std::vector<std::string> kept_warnings(const std::filesystem::path& folder);

}  // namespace encore::run
