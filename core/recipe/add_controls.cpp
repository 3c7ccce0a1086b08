// The controls that encode.controls asks for.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

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

bool is_named(const Value* list, std::string_view kind) {
  return list != nullptr && std::any_of(list->items.begin(), list->items.end(),
                                        [&](const Value& v) { return v.text == kind; });
}

// Whether models of the recipe are compared, on fits of its own.
bool compares(const Value& root, const Value& encode, const Value& models) {
  const auto* stats = root.find("stats");
  const auto* compare = stats != nullptr && stats->is_map() ? stats->find("compare") : nullptr;
  return models.members.size() > 1 && text_at(compare) != "none" &&
         encode.find("fitted") == nullptr;
}

enum class Asked { no, where_possible, yes };

// What the data can be asked for, as far as the recipe tells. Acoustics that are asked for in words
// are added without recordings too, and are an error that says so.
bool is_possible(const Value& root, const ControlKind& kind, Asked asked) {
  const auto* data = root.find("data");
  const auto part = [&](const char* key) {
    const auto* value = data != nullptr && data->is_map() ? data->find(key) : nullptr;
    return value != nullptr && value->is_map() ? value : nullptr;
  };
  const auto* source = part("source");
  if (source != nullptr && text_at(source->find("kind")) == "arrays") return kind.of_arrays;
  const auto* stimuli = part("stimuli");
  return asked == Asked::yes || kind.name != "acoustics" ||
         (stimuli != nullptr && stimuli->find("folder") != nullptr);
}

Asked asked(const Value& root, const Value& encode, const Value& models, const ControlKind& kind) {
  const auto* controls = encode.find("controls");
  if (text_at(controls) == "add") return Asked::yes;
  if (controls != nullptr && controls->is_map() && controls->find("add") != nullptr)
    return is_named(controls->find("add"), kind.name) ? Asked::yes : Asked::no;
  const bool automatic = controls == nullptr || controls->is_map() || text_at(controls) == "auto";
  if (!automatic || !compares(root, encode, models)) return Asked::no;
  const bool without = controls != nullptr && is_named(controls->find("without"), kind.name);
  return without ? Asked::no : Asked::where_possible;
}

std::string name_of(const ControlKind& kind) { return "control-" + std::string(kind.name); }

void add(const ControlKind& kind, const base::Location& at, Value& features, Value& models) {
  const std::string name = name_of(kind);
  std::vector<Value::Member> feature = {{"use", at, scalar(std::string(kind.plugins.front()), at)}};
  if (kind.name == "labels")
    feature.push_back(
        {"with", at, map_of({{"column", at, scalar(std::string(kLabelsColumn), at)}}, at)});
  features.members.push_back({name, at, map_of(std::move(feature), at)});
  Value bands;
  bands.kind = Value::Kind::list;
  bands.at = at;
  bands.items.push_back(scalar(name, at));
  models.members.push_back({name, at, std::move(bands)});
}

}  // namespace

std::set<std::string> add_controls(base::Value& root, base::Diagnostics& bad) {
  std::set<std::string> added;
  Value* encode = member(root, "encode");
  Value* features = member(root, "features");
  if (encode == nullptr || !encode->is_map() || features == nullptr || !features->is_map())
    return added;
  const Value* controls = encode->find("controls");
  Value* models = member(*encode, "models");
  if (models == nullptr || !models->is_map()) return added;
  const base::Location at = controls != nullptr ? controls->at : models->at;
  const auto is_there = [&](const ControlKind& kind) {
    return std::any_of(models->members.begin(), models->members.end(),
                       [&](const auto& m) { return is_of(m.value, *features, kind); });
  };
  for (const auto& kind : control_kinds()) {
    const auto how = asked(root, *encode, *models, kind);
    if (how == Asked::no || !is_possible(root, kind, how) || is_there(kind)) continue;
    const auto name = name_of(kind);
    if (features->find(name) == nullptr && models->find(name) == nullptr) {
      add(kind, at, *features, *models);
      if (how == Asked::where_possible) added.insert(name);
    } else if (how == Asked::yes) {
      bad.error(at, fmt::format("encode.controls would add {}, which is there already", name),
                "give yours another name, or name your controls in encode.controls");
    }
  }
  return added;
}

}  // namespace encore::recipe
