// core/base/file.hpp: whole files, written so that nothing half-done is ever taken for finished.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace encore::base {

// Throws Error with the reason.
std::string read_text(const std::filesystem::path& path);

// Writes beside the file, fsyncs, renames. Throws Error (full disk, no permission) and leaves the
// old file as it was.
void write_text(const std::filesystem::path& path, std::string_view text);

// fsync of a file or folder that was written by other means.
void sync_path(const std::filesystem::path& path);

void make_folder(const std::filesystem::path& path);

// What is in a folder, sorted; nothing when it cannot be read.
std::vector<std::filesystem::path> entries(const std::filesystem::path& folder);

// A unique sibling of `path` to write to before renaming, and whether a path is one by its name.
std::filesystem::path temporary_beside(const std::filesystem::path& path);
bool is_temporary(const std::filesystem::path& path);

}  // namespace encore::base
