#include "core/data/captions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/clip_id.hpp"
#include "core/io/table.hpp"

namespace encore::data {
namespace {

std::size_t column_named(const io::Table& table, const std::vector<std::string>& names,
                         std::size_t otherwise) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string name = base::lower(table.columns[c]);
    if (std::find(names.begin(), names.end(), name) != names.end()) return c;
  }
  return otherwise;
}

// The keys by which an id may be found, the exact one first.
std::vector<std::string> keys(const std::string& id) {
  const std::string head = id.substr(0, id.rfind('_'));
  return {id, head, number_plain(id), number_plain(head)};
}

}  // namespace

CaptionNotes add_captions(const std::filesystem::path& file, std::vector<Clip>& clips) {
  const io::Table table = io::read_table(file);
  if (table.columns.size() < 2)
    throw base::Error(
        fmt::format("{} has one column; an id and a text are expected", file.string()));
  const auto id = column_named(table, {"id", "clip", "clip_id"}, 0);
  const auto text =
      column_named(table, {"caption", "text", "description", "desc", "descen"}, id == 0 ? 1 : 0);

  const auto by_key = clips_by_id(clips);
  CaptionNotes notes;
  std::map<std::size_t, std::size_t> row_of;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    bool found = false;
    for (const auto& key : keys(table.rows[r][id])) {
      const auto [first, last] = by_key.equal_range(key);
      for (auto it = first; it != last; ++it) {
        const auto [before, added] = row_of.emplace(it->second, r);
        if (!added)
          throw base::Error(fmt::format("{} has two captions of clip {}: lines {} and {}",
                                        file.string(), clips[it->second].id,
                                        table.lines[before->second], table.lines[r]));
        clips[it->second].caption = table.rows[r][text];
        found = true;
      }
      if (!found) continue;
      const std::string& clip = clips[first->second].id;
      if (key != clip && key != recording_id(clip))
        notes.malformed.emplace_back(table.rows[r][id], clip);
      break;
    }
    if (!found) notes.unused.push_back(table.rows[r][id]);
  }
  return notes;
}

}  // namespace encore::data
