// core/recipe/keys.hpp: the parts of a recipe as they enter keys.
//
// Only what changes numbers is here: titles, names and places are not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "core/plugin/catalog.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

using Digest = std::function<std::string(const std::filesystem::path&)>;

nlohmann::json prepare_key(const Prepare& prepare);
nlohmann::json split_key(const Split& split);
nlohmann::json align_key(const Align& align);
nlohmann::json groups_key(const Atlas& atlas);
nlohmann::json cv_key(const Cv& cv);
// The test. The correction follows from what a test leaves, which is more for max-statistic.
nlohmann::json significance_key(const Significance& significance);
const char* test_name(Significance::Test test);  // the recipe's word
// Mask and atlas of one subject; {subject} in their paths is filled in. voxels_key: what of them
// decides which voxels there are, which an atlas does only where it makes the mask.
nlohmann::json mask_key(const Data& data, const std::string& subject, const Digest& digest);
// A number, or "auto" for 0.
nlohmann::json auto_key(int value);
nlohmann::json voxels_key(const Data& data, const std::string& subject, const Digest& digest);
// A plugin with its parameters; the seed enters only when the plugin says that it draws.
nlohmann::json use_key(const Use& use, const plugin::PluginInfo& plugin, std::uint64_t seed,
                       const Digest& digest);

}  // namespace encore::recipe
