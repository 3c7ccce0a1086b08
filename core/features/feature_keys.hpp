// core/features/feature_keys.hpp: what the values of a feature depend on, beside its inputs.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/plugin/catalog.hpp"
#include "core/recipe/recipe.hpp"
#include "core/store/store.hpp"

namespace encore::features {

// The seed that a feature's plugin is given: two features of one plugin draw apart. Only plugins
// that say they use it have it in their keys.
std::uint64_t seed_of(const recipe::Recipe& recipe, const recipe::Feature& feature);

// Plugin, version, parameters and contents of the files that they name.
nlohmann::json use_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
                       const plugin::PluginInfo& plugin, const store::Store& store);

}  // namespace encore::features
