#include "core/recipe/controls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/text.hpp"

namespace encore::recipe {
namespace {

struct Kind {
  std::string_view name;
  std::vector<std::string_view> plugins;
  bool of_arrays;  // whether an arrays file can be asked for it
};

const std::array<Kind, 4>& kinds() {
  static const std::array<Kind, 4> all = {
      Kind{"noise", {"encore.noise"}, true}, Kind{"mean", {"encore.mean"}, false},
      Kind{"labels", {"encore.labels"}, false},
      Kind{"acoustics",
           {"encore.mel", "encore.mfcc", "encore.chroma", "encore.tempogram", "encore.mtf"},
           false}};
  return all;
}

bool is_of(const Recipe& recipe, const std::string& feature, const Kind& kind) {
  return std::any_of(recipe.features.begin(), recipe.features.end(), [&](const Feature& f) {
    return f.name == feature &&
           std::find(kind.plugins.begin(), kind.plugins.end(), f.use.plugin) != kind.plugins.end();
  });
}

bool is_without(const Controls& controls, std::string_view kind) {
  return std::any_of(controls.without.begin(), controls.without.end(),
                     [&](const auto& w) { return w.value == kind; });
}

std::vector<std::string> missing(const Recipe& recipe) {
  std::vector<std::string> out;
  for (const auto& kind : kinds()) {
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

std::string control_kind(const Recipe& recipe, const Model& model) {
  for (const auto& kind : kinds())
    if (std::all_of(model.features.begin(), model.features.end(),
                    [&](const auto& f) { return is_of(recipe, f.value, kind); }))
      return std::string(kind.name);
  return "";
}

void check_controls(const Recipe& recipe, Session& s) {
  const auto& controls = recipe.encode.controls;
  const auto& models = recipe.encode.models;
  for (const auto& w : controls.without)
    if (std::none_of(kinds().begin(), kinds().end(),
                     [&](const Kind& k) { return k.name == w.value; }))
      s.diagnostics.error(w.at, fmt::format("there is no kind of control '{}'", w.value),
                          "encode.controls.without lists noise, mean, labels and acoustics");
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
      fmt::format("add {}; name models of yours in encode.controls, or write encode.controls: "
                  "{{without: [{}]}}",
                  base::join(plugins, "and"), fmt::join(kinds, ", ")));
}

}  // namespace encore::recipe
