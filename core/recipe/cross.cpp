// Mistakes that show only when sections are seen together.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/recipe/controls.hpp"
#include "core/recipe/doubts.hpp"
#include "core/recipe/nested.hpp"
#include "core/recipe/sections.hpp"

namespace encore::recipe {
namespace {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = base::nearest(word, known);
  return near.empty() ? "there are: " + base::join(known, "and")
                      : fmt::format("did you mean '{}'?", near);
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void check_models(const Recipe& recipe, const std::vector<std::string>& features, Session& s) {
  std::set<std::string> used;
  for (const auto& model : recipe.encode.models) {
    std::set<std::string> bands;
    for (const auto& f : model.features) {
      used.insert(f.value);
      if (!contains(features, f.value))
        s.diagnostics.error(
            f.at, fmt::format("model {} names an unknown feature '{}'", model.name, f.value),
            did_you_mean(f.value, features));
      else if (!bands.insert(f.value).second)
        s.diagnostics.error(f.at,
                            fmt::format("model {} names feature '{}' twice", model.name, f.value));
    }
  }
  for (const auto& f : recipe.features)
    if (!used.contains(f.name))
      s.diagnostics.warning(f.at, fmt::format("no model uses feature '{}'", f.name));
}

void check_pairs(const Recipe& recipe, const char* key, const Location& at,
                 const std::vector<std::pair<std::string, std::string>>& pairs, Session& s) {
  std::vector<std::string> models;
  for (const auto& m : recipe.encode.models) models.push_back(m.name);
  for (const auto& [a, b] : pairs) {
    for (const auto& name : {a, b})
      if (!contains(models, name))
        s.diagnostics.error(at, fmt::format("{} names an unknown model '{}'", key, name),
                            did_you_mean(name, models));
    if (a == b) s.diagnostics.error(at, fmt::format("{} compares '{}' with itself", key, a));
  }
}

void check_overlap(const Recipe& recipe, Session& s) {
  const auto& overlap = recipe.stats.overlap;
  if (!overlap.enabled) return;
  check_pairs(recipe, "stats.overlap", overlap.at, overlap.pairs, s);
  if (!recipe.stats.significance.enabled)
    s.diagnostics.error(overlap.at, "stats.overlap needs voxels that are significant or not",
                        "add stats.significance: {draws: 1000}, or leave stats.overlap out");
  if (recipe.encode.models.size() < 2)
    s.diagnostics.error(overlap.at, "stats.overlap needs two models");
}

const Model* find_model(const Recipe& recipe, const Located<std::string>& name, const char* key,
                        Session& s) {
  std::vector<std::string> names;
  for (const auto& m : recipe.encode.models) {
    if (m.name == name.value) return &m;
    names.push_back(m.name);
  }
  s.diagnostics.error(name.at, fmt::format("{} names an unknown model '{}'", key, name.value),
                      did_you_mean(name.value, names));
  return nullptr;
}

void check_partition(const Recipe& recipe, Session& s) {
  const auto& partition = recipe.encode.partition;
  for (const auto& name : partition.models) {
    const auto* model = find_model(recipe, name, "encode.partition", s);
    if (model == nullptr) continue;
    const auto bands = model->features.size();
    if (bands < 2)
      s.diagnostics.error(
          name.at, fmt::format("model {} has one feature: there is nothing to part", name.value));
    if (partition.method == Partition::Method::commonality && bands > kMostCommonalityBands)
      s.diagnostics.error(
          name.at,
          fmt::format("model {} has {} features; commonality takes 2 or 3", name.value, bands),
          "use method: unique, or a model of fewer features");
    if (bands > kMostBands)
      s.diagnostics.error(name.at, fmt::format("model {} has {} features; at most {} can be parted",
                                               name.value, bands, kMostBands));
  }
}

void check_profile(const Recipe& recipe, Session& s) {
  const auto& profile = recipe.encode.profile;
  for (const auto& name : profile.models) find_model(recipe, name, "encode.profile", s);
  if (!profile.delays_tr.empty() && !recipe.encode.fitted.run.value.empty())
    s.diagnostics.error(profile.at, "encode.profile fits models, encode.fitted takes fitted ones",
                        "profile the models in the run that fits them");
}

void check_kept(const Recipe& recipe, Session& s) {
  const auto& encode = recipe.encode;
  const auto& fitted = encode.fitted;
  for (const auto& name : fitted.models) find_model(recipe, name, "encode.fitted", s);
  for (const auto& name : encode.keep) {
    const auto* model = find_model(recipe, name, "encode.keep", s);
    if (model != nullptr && is_fitted(encode, *model))
      s.diagnostics.error(name.at, fmt::format("model {} comes from encode.fitted and cannot be "
                                               "kept again",
                                               name.value));
  }
  if (!fitted.run.value.empty() && !encode.partition.models.empty())
    s.diagnostics.error(encode.partition.models.front().at,
                        "encode.partition fits models, encode.fitted takes fitted ones",
                        "part the models in the run that fits them");
}

template <class T>
void check_windows(const std::map<std::string, T>& windows, const char* key, const Location& at,
                   const std::vector<std::string>& features, Session& s) {
  for (const auto& [name, window] : windows)
    if (!name.empty() && !contains(features, name))
      s.diagnostics.error(at, fmt::format("{} names an unknown feature '{}'", key, name),
                          did_you_mean(name, features));
}

void check_evaluate(const Recipe& recipe, Session& s) {
  const auto& evaluate = recipe.encode.evaluate;
  if (evaluate.kind == Evaluate::Kind::fixed) return;
  if (evaluate.group == Evaluate::Group::artist && recipe.data.split.tracks.value.empty())
    s.diagnostics.error(evaluate.at, "encode.evaluate: {group: artist} needs a table of tracks",
                        "add data.split.tracks: tracks.tsv");
  if (!recipe.encode.fitted.run.value.empty())
    s.diagnostics.error(evaluate.at, "encode.evaluate fits models, encode.fitted takes fitted ones",
                        "evaluate in the run that fits them");
}

}  // namespace

void cross_check(const Recipe& recipe, Session& s) {
  std::vector<std::string> features;
  for (const auto& f : recipe.features) features.push_back(f.name);
  check_models(recipe, features, s);
  check_pairs(recipe, "stats.compare", recipe.stats.compare.at, recipe.stats.compare.pairs, s);
  check_overlap(recipe, s);
  for (const auto& name : recipe.encode.controls.models)
    find_model(recipe, name, "encode.controls", s);
  check_controls(recipe, s);
  check_evaluate(recipe, s);
  check_doubts(recipe, s);
  check_partition(recipe, s);
  check_profile(recipe, s);
  check_kept(recipe, s);
  if (recipe.data.prepare.zscore == Prepare::ZScore::train &&
      !recipe.encode.fitted.run.value.empty() && recipe.encode.fitted.models.empty())
    s.diagnostics.error(
        recipe.data.prepare.zscore_at,
        "data.prepare.zscore: train takes mean and variance from training runs, but "
        "with encode.fitted nothing trains here",
        "take zscore: run");
  check_windows(recipe.align.window_s, "align.window_s", recipe.align.at, features, s);
  check_windows(recipe.align.window_tr, "align.window_tr", recipe.align.at, features, s);
  if (recipe.data.mask.kind == Mask::Kind::roi && recipe.data.atlas.image.value.empty()) {
    const auto at = recipe.data.mask.roi.empty() ? Location{} : recipe.data.mask.roi.front().at;
    s.diagnostics.error(at, "mask: {roi: ...} needs an atlas",
                        "add data.atlas: {image: ..., labels: ...}");
  }
  if (recipe.ceiling.given && recipe.ceiling.method != Ceiling::Method::none &&
      !recipe.data.split.average_repeats)
    s.diagnostics.error(recipe.ceiling.at, "a ceiling belongs to the mean of repeats",
                        "set data.split.average_repeats: true, or leave `ceiling` out");
  if (recipe.data.source.kind == Source::Kind::arrays && recipe.align.mode == Align::Mode::window)
    s.diagnostics.error(recipe.align.at,
                        "align: {mode: window} needs stimuli; an arrays file has rows only");
}

}  // namespace encore::recipe
