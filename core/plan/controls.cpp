#include "core/plan/controls.hpp"

#include <fmt/format.h>

#include "core/data/events.hpp"
#include "core/plan/study.hpp"
#include "core/recipe/controls.hpp"

namespace encore::plan {
namespace {

bool has_label(const data::Clip& clip) {
  const std::string column(recipe::kLabelsColumn);
  const auto found = clip.columns.find(column);
  return found != clip.columns.end() && !data::absent(found->second) &&
         !clip.varying.contains(column);
}

}  // namespace

std::string lack_of_control(const Study& study, std::size_t m) {
  const auto& model = study.recipe.encode.models[m];
  if (!model.if_possible || recipe::control_kind(study.recipe, model) != "labels") return "";
  for (const auto& clip : study.dataset.clips)
    if (!has_label(clip)) return fmt::format("clip {} has no {}", clip.id, recipe::kLabelsColumn);
  return "";
}

}  // namespace encore::plan
