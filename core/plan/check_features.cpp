#include <fmt/format.h>

#include "core/plan/checks.hpp"
#include "core/plan/current.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {

std::vector<base::Index> check_array_features(const Study& study, base::Diagnostics& bad) {
  const auto& features = study.recipe.features;
  std::vector<base::Index> columns(features.size(), 0);
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (!study.is_used(f)) continue;
    const auto& feature = features[f];
    const CurrentTask current(
        fmt::format("checking features/{} ({})", feature.name, feature.use.plugin));
    try {
      columns[f] = study.extract_rows(f, {}).cols();
    } catch (const base::Error& e) {
      bad.error(e.at().file.empty() ? feature.use.at : e.at(),
                fmt::format("features/{}: {}", feature.name, e.what()), e.hint());
    }
  }
  return columns;
}

}  // namespace encore::plan
