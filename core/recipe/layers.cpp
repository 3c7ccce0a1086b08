#include "core/recipe/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/base/text.hpp"
#include "core/recipe/tree.hpp"

namespace encore::recipe {
namespace {

using base::Value;
using Layers = std::vector<Value>;

constexpr std::string_view kField = "{layer}";

// Puts the layer into every text below; whether there was one.
bool fill(Value& value, const std::string& layer) {
  bool any = false;
  for (auto& item : value.items) any = fill(item, layer) || any;
  for (auto& m : value.members) any = fill(m.value, layer) || any;
  any = any || value.text.find(kField) != std::string::npos;
  value.text = base::replaced(value.text, kField, layer);
  return any;
}

void set_parameter(Value& feature, const Value& layer) {
  Value list;
  list.kind = Value::Kind::list;
  list.at = layer.at;
  list.items.push_back(layer);
  Value* with = member(feature, "with");
  if (with == nullptr) {
    Value empty;
    empty.kind = Value::Kind::map;
    empty.at = layer.at;
    feature.members.push_back({"with", layer.at, std::move(empty)});
    with = &feature.members.back().value;
  }
  if (with->is_map()) with->members.push_back({"layers", layer.at, std::move(list)});
}

// The layers of a feature; none where it has no such key, or a wrong one.
Layers layers_of(const Value::Member& feature, base::Diagnostics& bad) {
  const Value* layers = feature.value.find("layers");
  if (layers == nullptr) return {};
  const auto wrong = [&](const base::Location& at, const std::string& what) {
    bad.error(at, fmt::format("features.{}.layers {}", feature.key, what),
              "name layers, for example layers: [0, 6, 12]");
    return Layers{};
  };
  if (!layers->is_list() || layers->items.empty())
    return wrong(layers->at, "must be a list of layers, not " + layers->describe());
  std::set<std::string> seen;
  for (const auto& layer : layers->items) {
    if (!layer.is_scalar()) return wrong(layer.at, "holds " + layer.describe());
    if (!seen.insert(layer.text).second)
      return wrong(layer.at, fmt::format("names {} twice", layer.text));
  }
  return layers->items;
}

Value::Member feature_on(const Value::Member& feature, const Value& layer) {
  Value::Member out = feature;
  out.key += "-" + layer.text;
  std::erase_if(out.value.members, [](const auto& m) { return m.key == "layers"; });
  Value* with = member(out.value, "with");
  if (with == nullptr || !fill(*with, layer.text)) set_parameter(out.value, layer);
  return out;
}

// The feature of a model that has layers; "" for none.
std::string layered(const Value::Member& model, const std::map<std::string, Layers>& layers,
                    base::Diagnostics& bad) {
  std::string found;
  for (const auto& band : model.value.items) {
    if (!layers.contains(band.text) || band.text == found) continue;
    if (!found.empty()) {
      bad.error(band.at,
                fmt::format("model {} has two features with layers: {} and {}", model.key, found,
                            band.text),
                "give one of them a single layer");
      return "";
    }
    found = band.text;
  }
  return found;
}

std::map<std::string, Step> expand_models(Value& root, const std::map<std::string, Layers>& layers,
                                          base::Diagnostics& bad) {
  std::map<std::string, Step> steps;
  Value* encode = member(root, "encode");
  Value* models = encode != nullptr ? member(*encode, "models") : nullptr;
  if (models == nullptr || !models->is_map()) return steps;
  std::vector<Value::Member> expanded;
  for (const auto& model : models->members) {
    const std::string name = layered(model, layers, bad);
    if (name.empty()) {
      expanded.push_back(model);
      continue;
    }
    for (const auto& layer : layers.at(name)) {
      expanded.push_back(model);
      expanded.back().key += "-" + layer.text;
      steps[expanded.back().key] = {Step::Along::layers, model.key, layer.text};
      for (auto& band : expanded.back().value.items)
        if (band.text == name) band.text += "-" + layer.text;
    }
  }
  models->members = std::move(expanded);
  return steps;
}

// align.window_s and window_tr may name a feature with layers.
void expand_windows(Value& root, const char* key, const std::map<std::string, Layers>& layers) {
  Value* align = member(root, "align");
  Value* windows = align != nullptr ? member(*align, key) : nullptr;
  if (windows == nullptr || !windows->is_map()) return;
  std::vector<Value::Member> out;
  for (const auto& window : windows->members) {
    const auto found = layers.find(window.key);
    if (found == layers.end()) {
      out.push_back(window);
      continue;
    }
    for (const auto& layer : found->second) {
      out.push_back(window);
      out.back().key += "-" + layer.text;
    }
  }
  windows->members = std::move(out);
}

}  // namespace

std::map<std::string, Step> expand_layers(Value& root, base::Diagnostics& bad) {
  Value* features = member(root, "features");
  if (features == nullptr || !features->is_map()) return {};
  std::map<std::string, Layers> layers;
  std::vector<Value::Member> out;
  for (const auto& feature : features->members) {
    const Layers own = layers_of(feature, bad);
    if (own.empty()) {
      out.push_back(feature);
      std::erase_if(out.back().value.members, [](const auto& m) { return m.key == "layers"; });
    }
    for (const auto& layer : own) out.push_back(feature_on(feature, layer));
    if (!own.empty()) layers[feature.key] = own;
  }
  if (layers.empty()) return {};
  expand_windows(root, "window_s", layers);
  expand_windows(root, "window_tr", layers);
  features->members = std::move(out);
  return expand_models(root, layers, bad);
}

}  // namespace encore::recipe
