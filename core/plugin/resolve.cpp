#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/plugin/catalog.hpp"
#include "core/plugin/flow.hpp"
#include "core/plugin/params_storage.hpp"

namespace encore::plugin {
namespace {

using base::Value;

// The default text as a value: for the types that are one word, the whole text is the word.
Value default_value(const ParamSpec& spec, const base::Location& at) {
  const bool word =
      spec.type == ENCORE_P_STRING || spec.type == ENCORE_P_PATH || spec.type == ENCORE_P_CHOICE;
  const bool list = spec.type >= ENCORE_P_REAL_LIST;
  const std::string& text = spec.default_text;
  if (list && text.empty()) return parse_flow("[]", at);
  if (!word || text.starts_with('\'') || text.starts_with('"')) return parse_flow(text, at);
  Value v;
  v.kind = Value::Kind::scalar;
  v.at = at;
  v.text = text;
  return v;
}

void unknown_key(const PluginInfo& plugin, const Value::Member& member, base::Diagnostics& out) {
  std::vector<std::string> keys;
  for (const auto& spec : plugin.params) keys.push_back(spec.key);
  const std::string near = base::nearest(member.key, keys);
  std::string hint;
  if (const ParamSpec* spec = plugin.find(near))
    hint = fmt::format("did you mean {}?", spec->summary());
  else if (keys.empty()) hint = "it has no parameters";
  else hint = "its parameters are " + base::join(keys, "and");
  out.error(member.key_at, fmt::format("{} has no parameter '{}'", plugin.id, member.key), hint);
}

// The value that the recipe gives, or nullptr. Reports a `with` that is no mapping, once.
const Value* mapping(const PluginInfo& plugin, const Value* with, base::Diagnostics& out) {
  if (with == nullptr || with->is_null()) return nullptr;
  if (with->is_map()) return with;
  out.error(
      with->at,
      fmt::format("the parameters of {} must be a mapping, not {}", plugin.id, with->describe()),
      "write {key: value}");
  return nullptr;
}

void read_default(const PluginInfo& plugin, const ParamSpec& spec, const base::Location& use_at,
                  ParamValue& value, base::Diagnostics& out) {
  base::Diagnostics found;
  try {
    read_value(spec, default_value(spec, use_at), value, found);
  } catch (const base::Error& e) {
    found.error(use_at, e.what());
  }
  for (const auto& d : found.list())
    out.error(
        use_at,
        fmt::format("the plugin {} declares a default that is wrong: {}", plugin.id, d.message),
        "report this to the plugin's authors; giving the parameter helps meanwhile");
}

}  // namespace

Params resolve(const PluginInfo& plugin, const Value* with, const base::Location& use_at,
               const std::function<std::string(const std::string&)>& absolute,
               base::Diagnostics& out) {
  const auto storage = std::make_shared<Params::Storage>();
  storage->specs = plugin.params;
  storage->values.resize(plugin.params.size());
  storage->use_at = use_at;

  const Value* given = mapping(plugin, with, out);
  if (given != nullptr)
    for (const auto& member : given->members)
      if (plugin.find(member.key) == nullptr) unknown_key(plugin, member, out);

  for (std::size_t i = 0; i < plugin.params.size(); ++i) {
    const ParamSpec& spec = plugin.params[i];
    ParamValue& value = storage->values[i];
    if (const Value* v = given != nullptr ? given->find(spec.key) : nullptr) {
      storage->at[spec.key] = v->at;
      read_value(spec, *v, value, out);
    } else if (spec.required()) {
      out.error(use_at, fmt::format("{} needs the parameter '{}'", plugin.id, spec.key),
                fmt::format("{}: {}", spec.summary(), spec.doc));
    } else {
      read_default(plugin, spec, use_at, value, out);
    }
    if (spec.type != ENCORE_P_PATH) continue;
    value.as_given = value.text;
    if (!value.text.empty() && absolute) value.text = absolute(value.text);
  }
  storage->finish();
  Params params;
  params.storage_ = storage;
  return params;
}

}  // namespace encore::plugin
