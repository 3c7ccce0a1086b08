#include "core/data/confound_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/bids_files.hpp"

namespace encore::data {
namespace {

using Words = std::vector<std::string>;

Words motion24() {
  Words out;
  for (const char* base : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"})
    for (const char* end : {"", "_derivative1", "_power2", "_derivative1_power2"})
      out.push_back(std::string(base) + end);
  return out;
}

const std::map<std::string, Words>& groups() {
  static const std::map<std::string, Words> all = {
      {"motion", {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}},
      {"motion24", motion24()},
      {"wm-csf", {"white_matter", "csf"}},
      {"cosine", {"cosine*"}},
      {"acompcor", {"a_comp_cor_*"}},
      {"wcompcor", {"w_comp_cor_*"}},
      {"ccompcor", {"c_comp_cor_*"}},
      {"tcompcor", {"t_comp_cor_*"}}};
  return all;
}

[[noreturn]] void no_match(const io::Table& table, const recipe::Confound& wanted,
                           const std::string& pattern) {
  Words known = table.columns;
  const bool group = groups().contains(wanted.value);
  if (!group)
    for (const auto& [name, parts] : groups()) known.push_back(name);
  const std::string near = base::nearest(pattern, known);
  throw base::Error(wanted.at,
                    fmt::format("no confound '{}'{} in {}", pattern,
                                group ? fmt::format(" (of the group {})", wanted.value) : "",
                                table.file.string()),
                    near.empty()
                        ? fmt::format("its columns are {}", base::join(table.columns, "and"))
                        : fmt::format("did you mean '{}'?", near));
}

std::vector<std::size_t> matching(const io::Table& table, const std::string& pattern) {
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (base::glob_match(pattern, table.columns[c])) out.push_back(c);
  return out;
}

// fMRIPrep before 21 numbers the components of all masks in one row; its sidecar says whose they
// are. Other components of that sidecar go.
void keep_combined(const io::Table& table, std::vector<std::size_t>& columns) {
  auto sidecar = table.file;
  sidecar.replace_extension(".json");
  if (!std::filesystem::exists(sidecar)) return;
  const auto about = read_json(sidecar);
  std::erase_if(columns, [&](std::size_t c) {
    const auto entry = about.find(table.columns[c]);
    if (entry == about.end() || !entry->is_object() || !entry->contains("Mask")) return false;
    return (*entry)["Mask"] != "combined";
  });
}

std::vector<std::size_t> chosen(const io::Table& table, const recipe::Confound& wanted) {
  const auto group = groups().find(wanted.value);
  const Words patterns = group == groups().end() ? Words{wanted.value} : group->second;
  std::vector<std::size_t> out;
  for (const auto& pattern : patterns) {
    auto found = matching(table, pattern);
    if (wanted.value == "acompcor") keep_combined(table, found);
    if (found.empty()) no_match(table, wanted, pattern);
    out.insert(out.end(), found.begin(), found.end());
  }
  if (wanted.count == 0) return out;
  const auto count = static_cast<std::size_t>(wanted.count);
  if (out.size() < count)
    throw base::Error(wanted.at, fmt::format("{} has {} of {}, not {}", table.file.string(),
                                             out.size(), patterns.front(), count));
  out.resize(count);  // fMRIPrep writes them in descending order of variance
  return out;
}

}  // namespace

std::vector<std::size_t> confound_columns(const io::Table& table,
                                          const std::vector<recipe::Confound>& wanted) {
  std::set<std::size_t> all;
  for (const auto& word : wanted) {
    const auto columns = chosen(table, word);
    all.insert(columns.begin(), columns.end());
  }
  return {all.begin(), all.end()};
}

}  // namespace encore::data
