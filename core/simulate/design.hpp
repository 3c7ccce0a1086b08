// core/simulate/design.hpp: who hears what, and when.
//
// A design comes from a preset, from the table of ds003720 that Encore carries, or from the events
// files of a BIDS folder. Plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/simulate/score.hpp"

namespace encore::simulate {

struct Preset;

// A part of a recording that is played.
struct Played {
  double onset_s = 0, duration_s = 0;
  std::string genre;
  int track = 0;
  double start_s = 0, end_s = 0;  // within the recording

  std::string id() const;  // "blues.00012"
};

struct Run {
  std::string folder;  // "sub-001/func", below the data set
  std::string stem;    // "sub-001_task-Training_run-01"
  std::string subject, task;
  bool test = false;
  double tr_s = 0;
  base::Index volumes = 0;
  std::vector<Played> events;     // in order of onset
  std::filesystem::path copy_of;  // events file to copy as it is; "" when there is none

  std::filesystem::path file(const std::string& ending) const {
    return std::filesystem::path(folder) / (stem + ending);
  }
};

struct Track {
  std::string genre;
  int number = 0;

  std::string id() const;
};

struct Design {
  std::string source;  // for the metadata: "quickstart", "ds003720", or a folder
  std::vector<std::string> subjects;
  std::vector<Run> runs;       // subject after subject
  std::vector<Track> tracks;   // every recording that is heard, sorted
  double track_s = 0;          // length of a recording
  bool extra_columns = false;  // events name tempo, mode and lead as well
};

// Training runs in which each recording is heard once, and test runs that play one sequence again
// and again; each opens with a lead-in, as ds003720 does.
Design own_design(const Preset& preset, std::uint64_t seed);

// The events of ds003720 version 1.0.0 (doi:10.18112/openneuro.ds003720), CC0.
Design ds003720_design();

// Any BIDS folder whose events files have the columns onset, duration, genre and track, and
// perhaps start and end; the TR comes from sidecars. Throws base::Error with file and line.
Design read_design(const std::filesystem::path& folder);

// From the runs: tracks, and how long they must be. `least_s` is a lower bound.
void find_tracks(Design& design, double least_s);

// A run of ds003720's kind: clips back to back, opened by a lead-in.
Run make_run(const std::string& subject, const std::string& task, int number, double tr_s,
             const Played& lead_in, const std::vector<Played>& clips, int repeats);

// Text of an events file. With facts (by id of the recording), tempo, mode and lead as well.
std::string events_text(const Run& run, const std::map<std::string, Facts>* facts = nullptr);

}  // namespace encore::simulate
