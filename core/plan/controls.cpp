// Controls that nobody asked for (Model::if_possible), beside the data as they are.
#include <fmt/format.h>

#include <string>

#include "core/data/events.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {
namespace {

bool has_label(const data::Clip& clip, const std::string& column) {
  const auto found = clip.columns.find(column);
  return found != clip.columns.end() && !data::absent(found->second) &&
         !clip.varying.contains(column);
}

// Why the feature cannot be made of a clip; "" where it can.
std::string lack(const recipe::Feature& feature, const data::Clip& clip) {
  const bool has = feature.use.plugin != "encore.labels" || has_label(clip, "genre");
  return has ? "" : fmt::format("clip {} has no genre", clip.id);
}

}  // namespace

std::string lack_of_control(const Study& study, std::size_t model) {
  if (!study.recipe.encode.models[model].if_possible) return "";
  for (const auto f : study.bands(model))
    for (const auto& clip : study.dataset.clips) {
      auto why = lack(study.recipe.features[f], clip);
      if (!why.empty()) return why;
    }
  return "";
}

}  // namespace encore::plan
