#include "core/recipe/controls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/text.hpp"

namespace encore::recipe {
namespace {

bool is_of(const Recipe& recipe, const std::string& feature, const ControlKind& kind) {
  return std::any_of(recipe.features.begin(), recipe.features.end(), [&](const Feature& f) {
    return f.name == feature &&
           std::find(kind.plugins.begin(), kind.plugins.end(), f.use.plugin) != kind.plugins.end();
  });
}

bool is_without(const Controls& controls, std::string_view kind) {
  const auto names = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const auto& w) { return w.value == kind; });
  };
  return names(controls.without) || (!controls.added.empty() && !names(controls.added));
}

std::vector<std::string> missing(const Recipe& recipe) {
  std::vector<std::string> out;
  for (const auto& kind : control_kinds()) {
    if (is_without(recipe.encode.controls, kind.name)) continue;
    if (recipe.data.source.kind == Source::Kind::arrays && !kind.of_arrays) continue;
    const auto& models = recipe.encode.models;
    if (std::none_of(models.begin(), models.end(),
                     [&](const Model& m) { return control_kind(recipe, m) == kind.name; }))
      out.emplace_back(kind.name);
  }
  return out;
}

}  // namespace

const std::array<ControlKind, 4>& control_kinds() {
  static const std::array<ControlKind, 4> all = {
      ControlKind{"noise", {"encore.noise"}, true}, ControlKind{"mean", {"encore.mean"}, false},
      ControlKind{"labels", {"encore.labels"}, false},
      ControlKind{"acoustics",
                  {"encore.mel", "encore.mfcc", "encore.chroma", "encore.tempogram", "encore.mtf"},
                  false}};
  return all;
}

std::string control_kind(const Recipe& recipe, const Model& model) {
  for (const auto& kind : control_kinds())
    if (std::all_of(model.features.begin(), model.features.end(),
                    [&](const auto& f) { return is_of(recipe, f.value, kind); }))
      return std::string(kind.name);
  return "";
}

void check_controls(const Recipe& recipe, Session& s) {
  const auto& controls = recipe.encode.controls;
  const auto& models = recipe.encode.models;
  auto named = controls.without;
  named.insert(named.end(), controls.added.begin(), controls.added.end());
  for (const auto& w : named)
    if (std::none_of(control_kinds().begin(), control_kinds().end(),
                     [&](const ControlKind& k) { return k.name == w.value; }))
      s.diagnostics.error(w.at, fmt::format("there is no kind of control '{}'", w.value),
                          "there are noise, mean, labels and acoustics");
  if (controls.kind != Controls::Kind::automatic || models.size() < 2 ||
      !recipe.stats.compare.enabled)
    return;
  const auto kinds = missing(recipe);
  if (kinds.empty()) return;
  std::vector<std::string> plugins;
  for (const auto& k : kinds) plugins.push_back(k == "acoustics" ? "encore.mel" : "encore." + k);
  s.diagnostics.warning(
      models.front().at,
      fmt::format("models are compared without a control of {}", base::join(kinds, "and")),
      fmt::format("add {}; or name models of yours in encode.controls, or write {{without: [{}]}}",
                  base::join(plugins, "and"), fmt::join(kinds, ", ")));
}

}  // namespace encore::recipe
