#include "core/data/bids_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_read(const fs::path& folder, const std::error_code& why) {
  throw base::Error(fmt::format("cannot read the folder {}: {}", folder.string(), why.message()),
                    "give yourself permission to read it");
}

bool is_folder(const fs::path& path) {
  std::error_code ec;
  const auto kind = fs::status(path, ec).type();
  if (kind == fs::file_type::none) cannot_read(path, ec);
  return kind == fs::file_type::directory;
}

// What is in a folder, which need not be there. Throws when it is there and cannot be read.
std::vector<fs::path> listed(const fs::path& folder) {
  std::error_code ec;
  const fs::directory_iterator any(folder, ec);
  if (ec && ec != std::errc::no_such_file_or_directory && ec != std::errc::not_a_directory)
    cannot_read(folder, ec);
  return base::entries(folder);
}

void add_files(const fs::path& folder, std::vector<BidsFile>& out) {
  for (const auto& path : listed(folder))
    if (auto name = parse_bids_name(path.filename().string())) out.push_back({path, *name});
}

// Folders that may hold files for this run, the most general first.
std::vector<fs::path> levels(const fs::path& root, const BidsName& name) {
  std::vector<fs::path> out = {root};
  out.push_back(out.back() / ("sub-" + name.entity("sub")));
  if (!name.entity("ses").empty()) out.push_back(out.back() / ("ses-" + name.entity("ses")));
  out.push_back(out.back() / "func");
  return out;
}

}  // namespace

std::vector<std::string> list_subjects(const fs::path& root) {
  std::vector<std::string> out;
  for (const auto& path : listed(root))
    if (path.filename().string().starts_with("sub-") && is_folder(path))
      out.push_back(path.filename().string());
  return out;
}

std::vector<BidsFile> list_func(const fs::path& root, const std::string& subject) {
  std::vector<BidsFile> out;
  add_files(root / subject / "func", out);
  for (const auto& path : listed(root / subject))
    if (path.filename().string().starts_with("ses-")) add_files(path / "func", out);
  return out;
}

std::vector<fs::path> inherited(const fs::path& root, const BidsName& name,
                                const std::string& suffix, const std::string& extension) {
  std::vector<fs::path> out;
  for (const auto& folder : levels(root, name)) {
    std::vector<BidsFile> here;
    for (const auto& path : listed(folder)) {
      const std::string file = path.filename().string();
      if (!file.ends_with(suffix + extension)) continue;
      // "task-Training_bold.json" and plain "bold.json" alike.
      const auto parsed = parse_bids_name(file);
      if (parsed && parsed->suffix == suffix && parsed->extension == extension &&
          applies_to(*parsed, name))
        here.push_back({path, *parsed});
    }
    std::stable_sort(here.begin(), here.end(), [](const BidsFile& a, const BidsFile& b) {
      return a.name.entities.size() < b.name.entities.size();
    });
    for (const auto& file : here) out.push_back(file.path);
  }
  return out;
}

nlohmann::json read_json(const fs::path& path) {
  try {
    auto json = nlohmann::json::parse(base::read_text(path));
    if (json.is_object()) return json;
  } catch (const nlohmann::json::parse_error& e) {
    throw base::Error(fmt::format("{} is not valid JSON: {}", path.string(), e.what()));
  }
  throw base::Error(fmt::format("{} does not hold a JSON object", path.string()));
}

}  // namespace encore::data
