// core/data/presentations.hpp: clips over all runs: who they are, how often they were heard, and
// whether train and test stay apart.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/data/events.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Collects the clips of a data set, one for each part of a recording that was played.
class ClipTable {
 public:
  explicit ClipTable(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // Index of the clip; a new one when this part of the recording was not seen before.
  std::size_t add(const Played& played);
  // The clips. Where several parts of one recording were played, each id gets "@<start>".
  std::vector<Clip> take();
  // The recording's id of each clip, without "@<start>".
  const std::vector<std::string>& recordings() const { return recordings_; }

 private:
  std::filesystem::path folder_;
  std::vector<Clip> clips_;
  std::vector<std::string> recordings_;
  std::map<std::pair<std::string, long long>, std::size_t> index_;  // id and start in ms
};

// False for an event that lies wholly in the volumes that preparation drops: a lead-in, which
// counts neither as a presentation nor for train or test.
bool counts(const Event& event, const Run& run, const recipe::Prepare& prepare);

// Fills Event::repeat, Clip::in_train and Clip::in_test. A recording heard in train and in test of
// one subject, be it other parts of it, is an error, unless split.allow_shared_clips makes it a
// warning. A clip heard in several training runs is a warning, since leave-one-run-out then
// validates on what it was trained with.
void count_presentations(DataSet& set, const std::vector<std::string>& recordings,
                         const recipe::Data& data, base::Diagnostics& bad);

}  // namespace encore::data
