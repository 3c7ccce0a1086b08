// core/plugin/info_json.hpp: facts about plugins as JSON: for the scan's child, its memory, and
// `--json` of the command line.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/plugin/catalog.hpp"

namespace encore::plugin {

nlohmann::ordered_json info_to_json(const PluginInfo& plugin);
// Throws nlohmann::json::exception when something is missing.
PluginInfo info_from_json(const nlohmann::ordered_json& json);

}  // namespace encore::plugin
