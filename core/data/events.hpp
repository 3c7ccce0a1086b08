// core/data/events.hpp: what was played in a run, from its events.tsv.
//
// A row names its recording in one of three ways, the first that the file has the columns for:
//   1. data.stimuli.file of the recipe, "{genre}/x.{track:05d}.wav";
//   2. the column stim_file of BIDS;
//   3. the columns genre and track of GTZAN, "{genre}/{genre}.{track:05d}.wav".
// Columns start and end, where present, say which part of the recording was played.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/recipe/recipe.hpp"

namespace encore::data {

// A row of an events file that plays something.
struct Played {
  double onset_s = 0, duration_s = 0;
  std::string id;         // of the recording: "disco.00011", or its path without the extension
  std::string recording;  // path below the stimuli folder
  double start_s = 0;     // within the recording
  double clip_s = 0;      // length of the part that is played
  std::map<std::string, std::string> columns;  // all but onset and duration; quotes removed
};

// Whether a cell says nothing: empty, n/a or N/A.
inline bool absent(const std::string& cell) {
  return cell.empty() || cell == "n/a" || cell == "N/A";
}

// In order of onset. Rows whose recording is n/a are silence and left out. Throws base::Error with
// file, line and column.
std::vector<Played> read_events(const std::filesystem::path& file, const recipe::Stimuli& stimuli);

// Puts columns into a template: "{track}" and "{track:05d}". Throws when a column is missing or a
// number is needed and the text is none; `place` begins the message.
std::string expand(const std::string& text, const std::map<std::string, std::string>& columns,
                   const std::string& place);

}  // namespace encore::data
