// core/plan/study.hpp: a checked recipe with its data set opened: what planning and running share.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/align/plan.hpp"
#include "core/data/dataset.hpp"
#include "core/data/leakage.hpp"
#include "core/features/feature_set.hpp"
#include "core/plugin/catalog.hpp"
#include "core/recipe/recipe.hpp"
#include "core/recipe/trust.hpp"
#include "core/store/store.hpp"

namespace encore::plan {

// --only subject=sub-001,sub-002 model=mel: empty means all.
using Only = std::map<std::string, std::vector<std::string>>;
Only parse_only(const std::vector<std::string>& texts);

// Opens headers (of recordings as well), tables and features that are in a file, no voxel data and
// no sound. Throws base::Error for what is wrong with the data set, and with the recipe on it
// (checks.hpp). Immutable; borrows its arguments.
class Study {
 public:
  // `warn`: hears what is doubtful about the data where they cannot be opened; else it stands in
  // dataset.warnings.
  Study(const recipe::Recipe& recipe, const plugin::Catalog& plugins, const store::Store& store,
        const Only& only, const recipe::Trust& trust = {}, const features::Log& warn = {});

  const recipe::Recipe& recipe;
  const plugin::Catalog& plugins;
  const store::Store& store;
  const recipe::Trust trust;
  data::DataSet dataset;          // subjects that were asked for
  std::vector<data::Leak> leaks;  // what test clips share with training clips
  // kind: bids; one a feature, none of a control that was left out (lack_of_control).
  std::vector<std::unique_ptr<features::FeatureSet>> features;
  std::vector<base::Index> array_columns;  // kind: arrays; of each feature in use
  std::vector<std::size_t> models;         // indices of models that were asked for
  std::vector<std::size_t> parts;  // of models that are fitted only to part or profile those

  bool from_arrays() const { return recipe.data.source.kind == recipe::Source::Kind::arrays; }
  // kind: arrays
  const std::string& arrays_file() const { return recipe.data.source.path.value; }
  std::vector<data::Row> rows(std::size_t subject) const;
  const plugin::PluginInfo& plugin(const recipe::Use& use) const;
  // Index in Recipe::features of each band of a model.
  std::vector<std::size_t> bands(std::size_t model) const;
  // Whether a model that was asked for has this feature.
  bool is_used(std::size_t feature) const;
  // Whether a model's fit is kept in the run's folder; whether it comes from an earlier run.
  bool is_kept(std::size_t model) const;
  bool is_fitted(std::size_t model) const;
  // Whether there is something to compare: two models, or one at single delays.
  bool is_compared() const;
  // How a model is aligned: the recipe's way, or at its only delay.
  recipe::Align align(std::size_t model) const;
  // The window of a model's rows; empty in fir mode.
  align::Window window(std::size_t subject, std::size_t model) const;
  // Models on the same rows share a ceiling, which carries the name of the first of them.
  std::size_t ceiling_model(std::size_t subject, std::size_t model) const;
  // kind: arrays: a feature on the rows of the data set, computed now. Throws base::Error.
  base::MatrixF extract_rows(std::size_t feature, const features::Log& log) const;
  // Programs that a feature would run and nobody allowed.
  std::vector<std::string> untrusted(std::size_t feature) const;
  // True when the test split hears a clip twice: what a ceiling needs.
  bool has_repeats(std::size_t subject) const;

 private:
  void open(const Only& only);
  // Fills `models`. Returns the features of controls that the data do not allow.
  std::set<std::string> choose_models(const Only& only);
  std::unique_ptr<features::FeatureSet> open_feature(const recipe::Feature& feature) const;
  void check();
};

}  // namespace encore::plan
