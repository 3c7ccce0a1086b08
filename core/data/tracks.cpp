#include "core/data/tracks.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/clip_id.hpp"
#include "core/io/table.hpp"

namespace encore::data {
namespace {

// What a cell says; "" for nothing.
std::string known(const std::string& cell) {
  const std::string text(io::unquoted(cell));
  return base::lower(text) == "n/a" ? "" : text;
}

std::string fault(const std::string& cell) {
  const std::string text = known(cell), word = base::lower(text);
  return word == "no" || word == "0" || word == "false" ? "" : text;
}

class Reading {
 public:
  Reading(const std::string& file, const std::vector<Clip>& clips)
      : table_(io::read_table(file)),
        clips_(clips),
        tracks_(clips.size()),
        row_(clips.size()),
        by_key_(clips_by_id(clips)) {
    const auto id = table_.find("clip") ? table_.find("clip") : table_.find("id");
    artist_ = table_.find("artist");
    track_ = table_.find("track");
    fault_ = table_.find("faulty");
    if (!id || (!artist_ && !track_ && !fault_))
      throw base::Error(
          fmt::format("{} needs a column clip and at least one of artist, track and faulty", file));
    id_ = *id;
  }

  std::vector<Track> all() {
    std::size_t found = 0;
    for (std::size_t r = 0; r < table_.rows.size(); ++r) found += row(r);
    if (found == 0)
      throw base::Error(
          fmt::format("{} names none of the {} clips, such as {}", table_.file.string(),
                      clips_.size(), clips_.empty() ? "" : clips_.front().id),
          "the column clip holds ids of clips as `encore check` and leakage.tsv "
          "write them");
    return std::move(tracks_);
  }

 private:
  std::string cell(std::size_t r, const std::optional<std::size_t>& column) const {
    return column ? table_.rows[r][*column] : "";
  }

  // The clips of one row; the first way in which ids agree counts.
  std::size_t row(std::size_t r) {
    const Track said{true, known(cell(r, artist_)), known(cell(r, track_)), fault(cell(r, fault_))};
    const std::string id(io::unquoted(table_.rows[r][id_]));
    for (const auto& key : {id, number_plain(id)}) {
      const auto [first, last] = by_key_.equal_range(key);
      for (auto it = first; it != last; ++it) set(it->second, r, said);
      if (first != last) return 1;
    }
    return 0;
  }

  void set(std::size_t clip, std::size_t r, const Track& said) {
    Track& before = tracks_[clip];
    if (before.listed &&
        (before.artist != said.artist || before.track != said.track || before.fault != said.fault))
      throw base::Error(fmt::format("{} says two things of clip {}: lines {} and {}",
                                    table_.file.string(), clips_[clip].id, table_.lines[row_[clip]],
                                    table_.lines[r]));
    before = said;
    row_[clip] = r;
  }

  io::Table table_;
  const std::vector<Clip>& clips_;
  std::vector<Track> tracks_;
  std::vector<std::size_t> row_;  // of each clip's track
  std::multimap<std::string, std::size_t> by_key_;
  std::size_t id_ = 0;
  std::optional<std::size_t> artist_, track_, fault_;
};

}  // namespace

std::vector<Track> read_tracks(const std::string& file, const std::vector<Clip>& clips) {
  return Reading(file, clips).all();
}

}  // namespace encore::data
