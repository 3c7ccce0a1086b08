#include "core/plan/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/align/plan.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/data/arrays.hpp"
#include "core/data/bids.hpp"
#include "core/data/rows.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/controls.hpp"
#include "core/plan/current.hpp"
#include "core/plan/evaluation.hpp"
#include "core/plan/fitted.hpp"
#include "core/recipe/nested.hpp"

namespace encore::plan {
namespace {

bool asked_for(const Only& only, const std::string& key, const std::string& name) {
  const auto found = only.find(key);
  return found == only.end() ||
         std::find(found->second.begin(), found->second.end(), name) != found->second.end();
}

// Names of --only that exist nowhere are mistakes.
void require_known(const Only& only, const std::string& key,
                   const std::vector<std::string>& known) {
  const auto found = only.find(key);
  if (found == only.end()) return;
  for (const auto& name : found->second)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw base::Error(fmt::format("--only {}={}: there is no such {}", key, name, key),
                        "there are: " + base::join(known, "and"));
}

std::vector<std::string> names_of(const std::vector<data::Subject>& subjects) {
  std::vector<std::string> names;
  for (const auto& s : subjects) names.push_back(s.id);
  return names;
}

std::vector<std::string> names_of(const std::vector<recipe::Model>& models) {
  std::vector<std::string> names;
  for (const auto& m : models)
    if (!m.nested) names.push_back(m.name);
  return names;
}

// What encode.partition and encode.profile need beside the models that were asked for.
std::vector<std::size_t> parts_of(const recipe::Encode& encode,
                                  const std::vector<std::size_t>& models) {
  std::set<std::size_t> parts;
  for (const auto m : models) {
    const auto& model = encode.models[m];
    for (std::size_t i = 0; i < encode.models.size(); ++i)
      if (encode.models[i].delay_tr && encode.models[i].step.of == model.name) parts.insert(i);
    if (!recipe::is_parted(encode, model)) continue;
    for (const auto set : recipe::nested_sets(model, encode.partition.method))
      parts.insert(recipe::model_on(encode, recipe::names_of(model, set)));
  }
  for (const auto m : models) parts.erase(m);
  return {parts.begin(), parts.end()};
}

}  // namespace

Study::Study(const recipe::Recipe& r, const plugin::Catalog& p, const store::Store& s,
             const Only& only, const recipe::Trust& t, const features::Log& warn)
    : recipe(r), plugins(p), store(s), trust(t) {
  try {
    open(only);
  } catch (...) {
    if (warn)
      for (const auto& text : dataset.warnings) warn(text);
    throw;
  }
}

void Study::open(const Only& only) {
  if (from_arrays()) {
    dataset = data::read_arrays(recipe.data);
  } else {
    dataset = data::read_bids(recipe.data);
    base::Diagnostics bad;
    data::check_images(recipe.data, dataset, bad);
    bad.throw_if_any();
  }
  base::Diagnostics leaking;
  auto leakage = data::find_leakage(dataset, recipe.data.split, leaking);
  leaking.throw_if_any();
  leaks = std::move(leakage.leaks);
  dataset.warnings.insert(dataset.warnings.end(), leakage.warnings.begin(), leakage.warnings.end());
  // A plugin may refuse parameters that its declaration allows; let it speak before any work.
  const auto& regression = recipe.encode.regression;
  const plugin::Regression probe(plugin(regression), regression.params, {});
  const auto& keep = recipe.encode.keep;
  if (!keep.empty() && !probe.saves())
    throw base::Error(keep.front().at,
                      fmt::format("{} cannot save a fitted model", regression.plugin),
                      "leave encode.keep out, or take another regression");
  require_known(only, "subject", names_of(dataset.subjects));
  require_known(only, "model", names_of(recipe.encode.models));
  std::erase_if(dataset.subjects,
                [&](const auto& subject) { return !asked_for(only, "subject", subject.id); });
  const auto without = choose_models(only);
  parts = parts_of(recipe.encode, models);

  if (!from_arrays())
    for (const auto& feature : recipe.features)
      features.push_back(without.contains(feature.name) ? nullptr : open_feature(feature));
  const auto differing = check_fitted(*this);
  dataset.warnings.insert(dataset.warnings.end(), differing.begin(), differing.end());
  check();
}

std::set<std::string> Study::choose_models(const Only& only) {
  std::set<std::string> without;
  for (std::size_t m = 0; m < recipe.encode.models.size(); ++m) {
    const auto& model = recipe.encode.models[m];
    const auto lack = lack_of_control(*this, m);
    if (!lack.empty()) without.insert(model.features.front().value);
    if (model.nested || !asked_for(only, "model", model.name)) continue;
    if (lack.empty()) {
      models.push_back(m);
      continue;
    }
    dataset.warnings.push_back(
        fmt::format("models are compared without {}: {}; encode.controls says what is added",
                    model.name, lack));
  }
  return without;
}

// What an instance finds out before any work stands at its line of the recipe.
std::unique_ptr<features::FeatureSet> Study::open_feature(const recipe::Feature& feature) const {
  const CurrentTask current(
      fmt::format("checking features/{} ({})", feature.name, feature.use.plugin));
  try {
    return std::make_unique<features::FeatureSet>(recipe, feature, plugin(feature.use), dataset,
                                                  store, trust);
  } catch (const base::Error& e) {
    const auto& at = e.at().file.empty() ? feature.use.at : e.at();
    throw base::Error(at, e.what(), e.hint(), e.exit());
  }
}

void Study::check() {
  base::Diagnostics bad;
  if (recipe.ceiling.given && recipe.ceiling.method != recipe::Ceiling::Method::none)
    for (std::size_t i = 0; i < dataset.subjects.size(); ++i)
      if (!has_repeats(i))
        bad.error(recipe.ceiling.at,
                  fmt::format("a ceiling needs repeats, but {} hears no test clip twice",
                              dataset.subjects[i].id),
                  "leave `ceiling` out, or write {method: none}");
  check_rows(*this, bad);
  if (bad.ok()) check_evaluation(*this, bad);
  check_sounds(*this, bad);
  if (from_arrays()) array_columns = check_array_features(*this, bad);
  if (bad.ok()) check_regression(*this, bad);
  bad.throw_if_any();
  for (const auto& d : bad.list())
    dataset.warnings.push_back(
        base::at_line(d.at, d.hint.empty() ? d.message : d.message + " (" + d.hint + ")"));
}

std::vector<data::Row> Study::rows(std::size_t subject) const {
  return from_arrays() ? data::array_rows(arrays_file(), dataset)
                       : data::rows(dataset.subjects[subject], dataset, recipe.data.prepare);
}

const plugin::PluginInfo& Study::plugin(const recipe::Use& use) const {
  if (const auto* info = plugins.find(use.plugin)) return *info;
  throw base::Error(use.at, fmt::format("there is no plugin {}", use.plugin));
}

std::vector<std::size_t> Study::bands(std::size_t model) const {
  std::vector<std::size_t> out;
  for (const auto& name : recipe.encode.models[model].features)
    for (std::size_t f = 0; f < recipe.features.size(); ++f)
      if (recipe.features[f].name == name.value) out.push_back(f);
  return out;
}

bool Study::is_used(std::size_t feature) const {
  return std::any_of(models.begin(), models.end(), [&](std::size_t m) {
    const auto of_model = bands(m);
    return std::find(of_model.begin(), of_model.end(), feature) != of_model.end();
  });
}

bool Study::is_kept(std::size_t model) const {
  return recipe::is_kept(recipe.encode, recipe.encode.models[model]);
}

bool Study::is_fitted(std::size_t model) const {
  return recipe::is_fitted(recipe.encode, recipe.encode.models[model]);
}

bool Study::is_compared() const {
  return models.size() > 1 || std::any_of(parts.begin(), parts.end(), [&](std::size_t m) {
           return recipe.encode.models[m].delay_tr.has_value();
         });
}

recipe::Align Study::align(std::size_t model) const {
  return recipe::align_of(recipe.align, recipe.encode.models[model]);
}

align::Window Study::window(std::size_t subject, std::size_t model) const {
  std::vector<std::string> names;
  for (const auto f : bands(model)) names.push_back(recipe.features[f].name);
  return align::model_window(recipe.align, names, dataset.subjects[subject].runs.front().tr_s);
}

std::size_t Study::ceiling_model(std::size_t subject, std::size_t model) const {
  const auto shared = window(subject, model);
  for (const auto m : models)
    if (window(subject, m) == shared) return m;
  return model;
}

std::vector<std::string> Study::untrusted(std::size_t f) const {
  const auto& use = recipe.features[f].use;
  return recipe::untrusted(use, plugin(use), trust, &base::sha256_file);
}

bool Study::has_repeats(std::size_t subject) const {
  const auto all = rows(subject);
  return std::any_of(all.begin(), all.end(),
                     [](const auto& row) { return row.test && row.clip >= 0 && row.repeat > 0; });
}

}  // namespace encore::plan
