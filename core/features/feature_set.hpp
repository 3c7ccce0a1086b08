// core/features/feature_set.hpp: one feature of the recipe for every clip of the data set.
//
// Each clip's frames are an entry of the store, keyed by plugin, parameters and that clip's input,
// so an interrupted extraction goes on at the next clip and a new clip costs only itself.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/features/notes.hpp"
#include "core/plugin/instance.hpp"
#include "core/recipe/recipe.hpp"
#include "core/recipe/trust.hpp"
#include "core/stimuli/clip.hpp"
#include "core/store/said.hpp"
#include "core/store/store.hpp"

namespace encore::features {

using Log = std::function<void(const std::string& text)>;

bool runs_programs(const plugin::PluginInfo& plugin);
// Throws base::Error at the feature when there is something `untrusted` in it.
void require_trusted(const recipe::Feature& feature, const std::vector<std::string>& untrusted);

// Not thread-safe, but extract works in parallel inside. Borrows all arguments. The constructor
// throws base::Error for what can be told before any work (try_out.cpp); extract.cpp does the work.
class FeatureSet {
 public:
  FeatureSet(const recipe::Recipe& recipe, const recipe::Feature& feature,
             const plugin::PluginInfo& plugin, const data::DataSet& dataset,
             const store::Store& store, const recipe::Trust& trust = {});

  // What the features depend on; for all that is computed from them.
  const nlohmann::json& key() const { return key_; }
  const plugin::FeatureNeeds& needs() const { return needs_; }
  // Clips (indices in DataSet::clips) that are not in the store.
  std::vector<std::size_t> missing() const;
  // Compares the checksums of those that are; damaged ones are missing from then on.
  void look_for_damage(const Log& log) const;
  // Extracts and stores them. Warns of what the plugin warned of, of those that were in the store
  // as well, so that the number of clips is that of all. Throws base::Error naming the clip.
  void extract(const std::vector<std::size_t>& clips, const base::Progress& progress,
               const Log& log) const;
  plugin::FeatureFrames load(std::size_t clip) const;
  // Takes all clips out of the store, so that they are computed again.
  void forget() const;
  // Columns of a frame, extracting one clip when none is in the store. 0 when that would run a
  // program that nobody allowed.
  base::Index dims(const Log& log) const;
  // What the plugin says of itself with these parameters, such as the licence of a model: of the
  // first clip in the store.
  std::map<std::string, std::string> facts() const;

 private:
  void require_captions() const;
  void require_recordings() const;
  void try_out(plugin::FeatureExtractor& probe) const;
  void try_columns(plugin::FeatureExtractor& probe) const;
  void try_file(plugin::FeatureExtractor& probe) const;
  nlohmann::json input_key(const data::Clip& clip) const;
  stimuli::ClipRequest request(const data::Clip& clip) const;
  plugin::ClipInput input(const data::Clip& clip) const;
  plugin::CallOptions options(const Log& log) const;
  void fit(plugin::FeatureExtractor& extractor) const;
  void compute(const std::vector<std::size_t>& clips, const base::Progress& progress,
               Notes& notes) const;
  void keep(std::size_t clip, const plugin::FeatureFrames& frames, const store::Said& said) const;
  void tell(const Notes& notes, const Log& log) const;
  void tell_general(const Notes& notes, const Log& log) const;

  const recipe::Recipe& recipe_;
  const recipe::Feature& feature_;
  const plugin::PluginInfo& plugin_;
  const data::DataSet& dataset_;
  const store::Store& store_;
  plugin::FeatureNeeds needs_;
  std::size_t chunk_ = 1;               // clips that one call takes
  std::vector<std::string> untrusted_;  // programs that nobody allowed
  nlohmann::json key_;
  std::vector<nlohmann::json> clip_keys_;
  std::vector<std::string> clip_hashes_;
  mutable std::set<std::string> told_;  // of no clip, once a run
};

}  // namespace encore::features
