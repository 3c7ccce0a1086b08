#include "core/features/array_rows.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/features/feature_keys.hpp"

namespace encore::features {
using nlohmann::json;

json rows_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
              const plugin::PluginInfo& plugin, const std::string& dataset_digest,
              const store::Store& store) {
  return {{"use", use_key(recipe, feature, plugin, store)}, {"dataset", dataset_digest}};
}

base::MatrixF extract_rows(const recipe::Recipe& recipe, const recipe::Feature& feature,
                           const plugin::PluginInfo& plugin, const plugin::RowsInput& rows,
                           const std::function<base::MatrixF(const std::string&)>& dataset,
                           const Log& log) {
  plugin::CallOptions options;
  options.threads = base::threads();
  options.seed = seed_of(recipe, feature);
  options.dataset = dataset;
  options.programs = true;  // Study asked
  options.progress = [](double, std::string_view) { base::check_stop(); };
  options.log = [&](int level, const std::string& text) {
    if (log && level >= ENCORE_LOG_WARN) log(fmt::format("feature {}: {}", feature.name, text));
  };
  plugin::FeatureExtractor extractor(plugin, feature.use.params, options);
  if (!extractor.works_on_rows())
    throw base::Error(feature.use.at,
                      fmt::format("{} reads stimuli; an arrays file has none", plugin.id),
                      "use encore.array or encore.noise with kind: arrays");
  return extractor.extract_rows(rows);
}

}  // namespace encore::features
