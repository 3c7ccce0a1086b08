#include "core/features/feature_keys.hpp"

#include "core/base/random.hpp"
#include "core/recipe/keys.hpp"

namespace encore::features {

std::uint64_t seed_of(const recipe::Recipe& recipe, const recipe::Feature& feature) {
  return base::seed_for(recipe.seed, "features/" + feature.name);
}

nlohmann::json use_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
                       const plugin::PluginInfo& plugin, const store::Store& store) {
  return recipe::use_key(feature.use, plugin, seed_of(recipe, feature),
                         [&](const std::filesystem::path& path) { return store.digest(path); });
}

}  // namespace encore::features
