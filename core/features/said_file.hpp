// core/features/said_file.hpp: what a plugin said of a clip, beside its frames in the store.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace encore::features {

struct Said {
  std::map<std::string, std::string> facts;  // encore_call.set_meta: for the lock file
  std::vector<std::string> warnings;
};

// A folder of the store. Entries of an Encore that wrote no such file have said nothing.
void write_said(const std::filesystem::path& folder, const Said& said);
Said read_said(const std::filesystem::path& folder);

}  // namespace encore::features
