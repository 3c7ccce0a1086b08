#include "core/plan/fitted.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/arrays.hpp"
#include "core/encode/kept.hpp"
#include "core/plan/task.hpp"
#include "core/recipe/keys.hpp"
#include "core/recipe/nested.hpp"
#include "encore/abi.h"

namespace encore::plan {
using nlohmann::json;
namespace {

json align_facts(const Study& study, std::size_t s, std::size_t m) {
  using Standardise = recipe::Align::Standardise;
  const auto align = study.align(m);
  json facts = recipe::align_key(align);
  facts["standardise"] = align.standardise == Standardise::none     ? "none"
                         : align.standardise == Standardise::center ? "center"
                                                                    : "zscore";
  facts.erase("window_tr");
  if (align.mode == recipe::Align::Mode::window) {
    const auto window = study.window(s, m);
    facts["window_s"] = window.s;
    if (window.volumes > 0) facts["window_tr"] = window.volumes;
  } else facts["delays_tr"] = align.delays_tr;
  if (!study.from_arrays()) facts["tr_s"] = study.dataset.subjects[s].runs.front().tr_s;
  return facts;
}

// Without the places of files, which differ from machine to machine.
json params_of(const Study& study, const recipe::Use& use) {
  json params = json::object();
  for (const auto& spec : study.plugin(use).params)
    if (spec.type != ENCORE_P_PATH && use.params.values().contains(spec.key))
      params[spec.key] = use.params.values().at(spec.key);
  return params;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Check {
 public:
  explicit Check(const Study& study) : study_(study), wanted_(study.recipe.encode.fitted) {}

  std::vector<std::string> all() {
    for (std::size_t s = 0; s < study_.dataset.subjects.size(); ++s)
      for (const auto m : study_.models)
        if (recipe::is_fitted(study_.recipe.encode, study_.recipe.encode.models[m])) one(s, m);
    return std::move(warnings_);
  }

 private:
  void one(std::size_t s, std::size_t m) {
    const auto folder = fitted_folder(study_, s, m);
    if (!std::filesystem::exists(folder / encode::kModelFile)) missing(s, m);
    const encode::KeptModel kept(folder);
    json there = kept.about().value("fit", json::object()), here = fit_facts(study_, s, m);
    compare_params(there, here, s, m);
    compare_scale(there, here, s, m);
    warn_of_learning(m);
    if (const auto changes = difference(there, here); !changes.empty())
      throw base::Error(wanted_.run.at,
                        fmt::format("{} was fitted otherwise than this recipe says: {}",
                                    folder.string(), changes),
                        "take align, features and encode.regression from the recipe.yaml of that "
                        "run; a plugin must have the same version");
    if (study_.from_arrays()) check_voxels(kept, s, folder);
  }

  [[noreturn]] void missing(std::size_t s, std::size_t m) const {
    if (std::error_code ec; !std::filesystem::is_directory(wanted_.run.value, ec))
      throw base::Error(wanted_.run.at,
                        fmt::format("encode.fitted: there is no folder {}", wanted_.run.value),
                        "it is the --out folder of the run that kept its models");
    const auto models = std::filesystem::path(wanted_.run.value) / "models";
    const auto& subject = study_.dataset.subjects[s].id;
    const auto kept = names_in(models / subject), subjects = names_in(models);
    std::string hint = "name it in encode.keep of that run";
    if (!kept.empty()) hint = fmt::format("of {} it keeps {}", subject, base::join(kept, "and"));
    else if (!subjects.empty()) hint = "it keeps models of " + base::join(subjects, "and");
    throw base::Error(wanted_.run.at,
                      fmt::format("the run {} keeps no model {} of {}", wanted_.run.value,
                                  study_.recipe.encode.models[m].name, subject),
                      hint);
  }

  // Takes the parameters of features out of both, so that only a warning is left of them.
  void compare_params(json& there, json& here, std::size_t s, std::size_t m) {
    const json before = there.value("feature_params", json::object());
    const auto changes = difference(before, here["feature_params"]);
    there.erase("feature_params");
    here.erase("feature_params");
    if (!changes.empty())
      warnings_.push_back(fmt::format(
          "encode/{}/{}: features have other parameters than in the run that fitted the model: {}",
          study_.dataset.subjects[s].id, study_.recipe.encode.models[m].name, changes));
  }

  // Takes how responses were scaled out of both.
  void compare_scale(json& there, json& here, std::size_t s, std::size_t m) {
    const auto before = there.value("zscore", "run"), now = here.value("zscore", "run");
    there.erase("zscore");
    here.erase("zscore");
    if (before != now)
      warnings_.push_back(fmt::format(
          "encode/{}/{}: fitted to responses of data.prepare.zscore: {}, applied to those of {}: "
          "r hardly changes, R2 does",
          study_.dataset.subjects[s].id, study_.recipe.encode.models[m].name, before, now));
  }

  // Names of columns are compared when they are there; what stands behind them is not kept.
  void warn_of_learning(std::size_t m) {
    if (study_.from_arrays()) return;
    for (const auto f : study_.bands(m)) {
      const auto& feature = study_.recipe.features[f];
      if (plugin::FeatureExtractor(study_.plugin(feature.use), feature.use.params, {}).needs().fit)
        warnings_.push_back(
            fmt::format("feature {} learns its columns from the training clips of this data set, "
                        "not from those "
                        "of {}",
                        feature.name, wanted_.run.value));
    }
  }

  void check_voxels(const encode::KeptModel& kept, std::size_t s,
                    const std::filesystem::path& folder) const {
    const auto& id = study_.dataset.subjects[s].id;
    const auto voxels =
        data::open_array_responses(study_.arrays_file(), id, study_.rows(s))->voxels();
    if (voxels != kept.voxels())
      throw base::Error(wanted_.run.at,
                        fmt::format("{} was fitted to {} voxels, but {} has {} here",
                                    folder.string(), kept.voxels(), id, voxels),
                        "a fitted model belongs to the voxels of its subject, in their order");
  }

  const Study& study_;
  const recipe::Fitted& wanted_;
  std::vector<std::string> warnings_;
};

}  // namespace

json fit_facts(const Study& study, std::size_t s, std::size_t m) {
  const auto& use = study.recipe.encode.regression;
  const auto& plugin = study.plugin(use);
  json facts = {
      {"align", align_facts(study, s, m)},
      {"regression",
       {{"plugin", plugin.id}, {"version", plugin.version}, {"params", params_of(study, use)}}},
      {"features", json::array()},
      {"feature_params", json::object()}};
  if (study.recipe.data.prepare.zscore == recipe::Prepare::ZScore::train) facts["zscore"] = "train";
  for (const auto f : study.bands(m)) {
    const auto& feature = study.recipe.features[f];
    const auto& extractor = study.plugin(feature.use);
    facts["features"].push_back(
        {{"name", feature.name}, {"plugin", extractor.id}, {"version", extractor.version}});
    facts["feature_params"][feature.name] = params_of(study, feature.use);
  }
  return facts;
}

std::filesystem::path kept_folder(const std::filesystem::path& run, const std::string& subject,
                                  const std::string& model) {
  return run / "models" / subject / model;
}

std::filesystem::path fitted_folder(const Study& study, std::size_t s, std::size_t m) {
  return kept_folder(study.recipe.encode.fitted.run.value, study.dataset.subjects[s].id,
                     study.recipe.encode.models[m].name);
}

std::vector<std::string> check_fitted(const Study& study) { return Check(study).all(); }

}  // namespace encore::plan
