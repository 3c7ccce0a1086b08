#include "core/simulate/folder.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::simulate {
namespace {

namespace fs = std::filesystem;
constexpr const char* kMarker = ".encore-simulation.json";

// Everything but the marker; that goes last, so that an interrupted removal is recognised.
void empty(const fs::path& folder) {
  std::vector<fs::path> members;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename() != kMarker) members.push_back(entry.path());
  fs::remove(description_of(folder));
  for (const auto& member : members) fs::remove_all(member);
  fs::remove(folder / kMarker);
}

void remove_half_written(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() &&
        entry.path().filename().string().find(".tmp-") != std::string::npos)
      found.push_back(entry.path());
  for (const auto& path : found) fs::remove(path);
}

}  // namespace

fs::path description_of(const fs::path& folder) { return folder / "dataset_description.json"; }

Claim claim(const fs::path& folder, const std::string& identity, bool force) {
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw base::Error(folder.string() + " is a file, not a folder");
  base::make_folder(folder);
  const fs::path marker = folder / kMarker;
  if (!fs::exists(marker)) {
    if (!fs::is_empty(folder))
      throw base::Error(fmt::format("{} is not empty and holds no simulation", folder.string()),
                        "name a new folder; nothing was changed");
    base::write_text(marker, identity);
    return Claim::fresh;
  }
  const bool same = base::read_text(marker) == identity;
  if (!same && !force)
    throw base::Error(fmt::format("{} holds a simulation with other settings", folder.string()),
                      "name a new folder, or replace it with --force");
  if (force) {
    empty(folder);
    base::write_text(marker, identity);
    return Claim::fresh;
  }
  if (fs::exists(description_of(folder))) return Claim::complete;
  remove_half_written(folder);
  return Claim::resumed;
}

void check_room(const fs::path& folder, double bytes) {
  std::error_code ec;
  const auto space = fs::space(folder, ec);
  if (ec || static_cast<double>(space.available) >= bytes) return;
  throw base::Error(
      fmt::format("the simulation needs about {:.1f} GB, and the disk of {} has {:.1f} GB",
                  bytes / 1e9, folder.string(), static_cast<double>(space.available) / 1e9),
      "name a folder on another disk, or take a smaller preset", base::Exit::budget);
}

}  // namespace encore::simulate
