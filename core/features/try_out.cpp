// What can be told of a feature before any work.
#include <fmt/format.h>

#include <chrono>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/data/bids.hpp"
#include "core/features/feature_set.hpp"
#include "encore/abi.h"

namespace encore::features {
namespace {

// Files of features are small as a rule. Of a large one only so much is read before the run.
constexpr std::chrono::seconds kLongestTry{2};

}  // namespace

// A program never runs before the run itself.
bool runs_programs(const plugin::PluginInfo& plugin) {
  return (plugin.flags & ENCORE_DF_RUNS_PROGRAMS) != 0;
}

void FeatureSet::require_captions() const {
  if (recipe_.data.stimuli.captions.value.empty())
    throw base::Error(feature_.use.at,
                      fmt::format("{} reads captions, but the recipe names none", plugin_.id),
                      "add data.stimuli: {captions: FILE}");
}

void FeatureSet::require_recordings() const {
  if (recipe_.data.stimuli.folder.value.empty())
    throw base::Error(feature_.use.at,
                      fmt::format("{} reads sound, but the recipe names no stimuli", plugin_.id),
                      "add data.stimuli: {folder: ...}");
  const auto missing = data::missing_recordings(dataset_);
  if (missing.empty()) return;
  throw base::Error(recipe_.data.stimuli.folder.at,
                    fmt::format("{} of {} recordings are missing, the first is {}", missing.size(),
                                dataset_.clips.size(), missing.front()),
                    "paths are made as data.stimuli.file says (docs/data.md)");
}

// Whoever asks for sound or text may work for long on it; but what learns from the training
// captions alone may find nothing there, and then no clip has features.
void FeatureSet::try_out(plugin::FeatureExtractor& probe) const {
  if (needs_.text && needs_.fit && !needs_.audio && !runs_programs(plugin_) && !missing().empty())
    return fit(probe);
  if (needs_.audio || needs_.text || runs_programs(plugin_)) return;
  if (needs_.columns) try_columns(probe);
  else if (!needs_.fit) try_file(probe);
}

// Columns cost nothing to read, so a wrong one is told before any work.
void FeatureSet::try_columns(plugin::FeatureExtractor& probe) const {
  if (dataset_.clips.empty()) return;
  fit(probe);
  probe.extract(input(dataset_.clips.front()));
}

// A plugin that asks for nothing of a clip finds it by its name in a file, which may lack it.
void FeatureSet::try_file(plugin::FeatureExtractor& probe) const {
  const auto start = std::chrono::steady_clock::now();
  for (const auto c : missing()) {
    base::check_stop();
    if (std::chrono::steady_clock::now() - start > kLongestTry) return;
    const auto& clip = dataset_.clips[c];
    try {
      probe.extract(input(clip));
    } catch (const base::Error& e) {
      throw base::Error(e.at(), fmt::format("clip {}: {}", clip.id, e.what()), e.hint(), e.exit());
    }
  }
}

}  // namespace encore::features
