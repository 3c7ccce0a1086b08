// core/features/array_rows.hpp: a feature of a data set without stimuli (`kind: arrays`).
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "core/features/feature_set.hpp"

namespace encore::features {

// What the rows depend on; for all that is computed from them.
nlohmann::json rows_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
                        const plugin::PluginInfo& plugin, const std::string& dataset_digest,
                        const store::Store& store);
// One row a sample. Throws base::Error: a plugin that reads stimuli, what the plugin says.
base::MatrixF extract_rows(const recipe::Recipe& recipe, const recipe::Feature& feature,
                           const plugin::PluginInfo& plugin, const plugin::RowsInput& rows,
                           const std::function<base::MatrixF(const std::string&)>& dataset,
                           const Log& log);

}  // namespace encore::features
