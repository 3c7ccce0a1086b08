#include "core/recipe/controls.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace encore::recipe {
namespace {

constexpr std::array<std::string_view, 7> kControls = {
    "encore.noise",  "encore.labels",    "encore.mel", "encore.mfcc",
    "encore.chroma", "encore.tempogram", "encore.mtf"};

bool is_control_feature(const Recipe& recipe, const std::string& name) {
  return std::any_of(recipe.features.begin(), recipe.features.end(), [&](const Feature& f) {
    return f.name == name &&
           std::find(kControls.begin(), kControls.end(), f.use.plugin) != kControls.end();
  });
}

}  // namespace

bool is_control(const Recipe& recipe, const Model& model) {
  const auto& controls = recipe.encode.controls;
  if (controls.kind == Controls::Kind::named)
    return std::any_of(controls.models.begin(), controls.models.end(),
                       [&](const auto& name) { return name.value == model.name; });
  return std::all_of(model.features.begin(), model.features.end(),
                     [&](const auto& f) { return is_control_feature(recipe, f.value); });
}

void check_controls(const Recipe& recipe, Session& s) {
  const auto& models = recipe.encode.models;
  if (recipe.encode.controls.kind == Controls::Kind::none || models.size() < 2 ||
      !recipe.stats.compare.enabled)
    return;
  const bool any = std::any_of(models.begin(), models.end(),
                               [&](const Model& m) { return is_control(recipe, m); });
  if (!any)
    s.diagnostics.warning(
        models.front().at, "models are compared, and none of them is a control",
        "add encore.noise, encore.labels or acoustics such as encore.mel; name your own in "
        "encode.controls, or write encode.controls: none");
}

}  // namespace encore::recipe
