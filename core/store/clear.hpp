// core/store/clear.hpp: removes what a store holds, and counts what is really gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace encore::store {

struct Cleared {
  std::uint64_t bytes = 0;  // of the files that are gone
  std::size_t left = 0;     // files and folders that could not be removed
  std::filesystem::path first;
  std::error_code why;  // of the first of them
};

// All that can be removed of a file, or of a folder and what is in it; links are not followed. What
// other programs remove or add meanwhile is no failure.
void clear(const std::filesystem::path& path, Cleared& out);

// The same for what is in a folder, which stays.
void clear_folder(const std::filesystem::path& folder, Cleared& out);

}  // namespace encore::store
