// encode.controls: add
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/recipe/controls.hpp"
#include "core/recipe/tree.hpp"

namespace encore::recipe {
namespace {

using base::Value;

std::string text_at(const Value* value) {
  return value != nullptr && value->is_scalar() ? value->text : "";
}

Value scalar(std::string text, const base::Location& at) {
  Value v;
  v.kind = Value::Kind::scalar;
  v.text = std::move(text);
  v.at = at;
  return v;
}

Value map_of(std::vector<Value::Member> members, const base::Location& at) {
  Value v;
  v.kind = Value::Kind::map;
  v.members = std::move(members);
  v.at = at;
  return v;
}

// Whether all features of a model are of the kind.
bool is_of(const Value& model, const Value& features, const ControlKind& kind) {
  return model.is_list() && !model.items.empty() &&
         std::all_of(model.items.begin(), model.items.end(), [&](const Value& name) {
           const auto* feature = features.find(name.text);
           const auto plugin = feature != nullptr && feature->is_map()
                                   ? text_at(feature->find("use"))
                                   : std::string();
           return std::find(kind.plugins.begin(), kind.plugins.end(), plugin) != kind.plugins.end();
         });
}

// What `add`, or the list of {add: [...]}, asks for.
bool is_asked(const Value& controls, const ControlKind& kind) {
  if (controls.is_scalar()) return controls.text == "add";
  const auto* list = controls.is_map() ? controls.find("add") : nullptr;
  return list != nullptr && std::any_of(list->items.begin(), list->items.end(),
                                        [&](const Value& v) { return v.text == kind.name; });
}

void add(const ControlKind& kind, const base::Location& at, Value& features, Value& models,
         base::Diagnostics& bad) {
  const std::string name = "control-" + std::string(kind.name);
  if (features.find(name) != nullptr || models.find(name) != nullptr)
    return bad.error(at, fmt::format("encode.controls would add {}, which is there already", name),
                     "give yours another name, or name your controls in encode.controls");
  std::vector<Value::Member> feature = {{"use", at, scalar(std::string(kind.plugins.front()), at)}};
  if (kind.name == "labels")
    feature.push_back({"with", at, map_of({{"column", at, scalar("genre", at)}}, at)});
  features.members.push_back({name, at, map_of(std::move(feature), at)});
  Value bands;
  bands.kind = Value::Kind::list;
  bands.at = at;
  bands.items.push_back(scalar(name, at));
  models.members.push_back({name, at, std::move(bands)});
}

}  // namespace

void add_controls(base::Value& root, base::Diagnostics& bad) {
  Value* encode = member(root, "encode");
  Value* features = member(root, "features");
  if (encode == nullptr || !encode->is_map() || features == nullptr || !features->is_map()) return;
  const Value* controls = encode->find("controls");
  Value* models = member(*encode, "models");
  if (controls == nullptr || models == nullptr || !models->is_map()) return;
  const auto* data = root.find("data");
  const auto* source = data != nullptr && data->is_map() ? data->find("source") : nullptr;
  const bool arrays =
      source != nullptr && source->is_map() && text_at(source->find("kind")) == "arrays";
  for (const auto& kind : control_kinds()) {
    if (!is_asked(*controls, kind) || (arrays && !kind.of_arrays)) continue;
    const auto& list = models->members;
    if (std::none_of(list.begin(), list.end(),
                     [&](const auto& m) { return is_of(m.value, *features, kind); }))
      add(kind, controls->at, *features, *models, bad);
  }
}

}  // namespace encore::recipe
