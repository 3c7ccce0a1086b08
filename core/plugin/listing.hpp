// core/plugin/listing.hpp: what `encore plugins list` and `encore plugins describe` say.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/plugin/catalog.hpp"

namespace encore::plugin {

// Every plugin by kind with the first line of its summary, then the libraries that cannot be used
// and those that are shadowed, each with its reason. Ends in a newline.
std::string list(const Catalog& catalog);
// {"plugins": [...], "libraries": [{"path", "state", "reason"}]}
nlohmann::ordered_json list_json(const Catalog& catalog);

// One plugin: who it is, its parameters with type, range, default and sentence, and how a recipe
// uses it, and further lines of its summary. Ends in a newline.
std::string describe(const PluginInfo& plugin);
nlohmann::ordered_json describe_json(const PluginInfo& plugin);

// The plugin that is meant, else base::Error with the nearest id or the list of ids.
const PluginInfo& find_or_throw(const Catalog& catalog, const std::string& id);

}  // namespace encore::plugin
