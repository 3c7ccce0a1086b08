// core/data/dataset.hpp: what a data set holds, before any image is read.
//
// A data set is subjects with runs; a run is a sequence of volumes (rows) and the clips heard in
// it. Built from BIDS by data/bids, from an arrays file by data/arrays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/io/image.hpp"

namespace encore::data {

using base::Index;

// One stimulus as it was played; shared by all its presentations.
struct Clip {
  std::string id;              // "disco.00011"
  std::filesystem::path file;  // recording, absolute; "" when the recipe gives no stimuli folder
  double start_s = 0;          // crop within the recording
  double duration_s = 0;
  std::string caption;
  std::map<std::string, std::string> columns;  // the events file's, quotes removed
  std::set<std::string> varying;               // of those: other values in another presentation
  bool in_train = false, in_test = false;
};

// A presentation of a clip.
struct Event {
  double onset_s = 0, duration_s = 0;
  std::size_t clip = 0;  // index in DataSet::clips
  int repeat = 0;        // how often this clip was heard in this split before, lead-ins not counted
};

struct Run {
  std::string label;  // "task-Training_run-03"
  int number = 0;     // unique in the subject: the unit of leave-one-run-out
  bool test = false;
  double tr_s = 0;
  Index volumes = 0;                       // as stored, before dropping
  std::filesystem::path image, confounds;  // bids only
  std::filesystem::path right;             // surfaces: the other hemisphere's image, where both are
  std::vector<Index> scrubbed;             // outliers (scrub.hpp), among the stored volumes
  std::vector<Event> events;               // in order of onset

  io::Files images() const { return right.empty() ? io::Files{image} : io::Files{image, right}; }
};

struct Subject {
  std::string id;         // "sub-001"
  std::vector<Run> runs;  // train first, then test; each in order of its label
  io::Grid grid;          // bids: of the images of all runs
  std::string variant;    // bids: entities of the images: "space-fsaverage_den-10k"
};

struct DataSet {
  std::vector<Subject> subjects;
  std::vector<Clip> clips;
  bool simulated = false;              // says its own metadata
  std::vector<std::string> citations;  // from dataset_description.json
  std::vector<std::string> warnings;   // found while reading: for the log and the terminal
};

// One row of the responses after preparation: which run, and which moment of which clip.
struct Row {
  std::int32_t run = 0;
  bool test = false;
  std::int32_t clip = -1;   // index in DataSet::clips, -1 outside of clips
  std::int32_t offset = 0;  // volumes since the clip's onset
  std::int32_t repeat = 0;
  bool scrubbed = false;  // an outlier that is left out of the fit and of the test
};

}  // namespace encore::data
