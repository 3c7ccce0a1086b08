// core/store/said.hpp: what was said while an entry was computed. Facts go to the lock file, and
// warnings are said again when the entry is taken from the store. Thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace encore::store {

struct Said {
  std::map<std::string, std::string> facts;  // encore_call.set_meta
  std::vector<std::string> warnings;
};

// The folder of an entry. Entries without such a file have said nothing. Reading throws
// base::Error for a damaged one.
void write_said(const std::filesystem::path& folder, const Said& said);
Said read_said(const std::filesystem::path& folder);

}  // namespace encore::store
