#include <fmt/format.h>

#include <map>

#include "core/features/rates.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/current.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {

// Layers of one network, and networks that read the same rate, share a warning.
void check_sounds(const Study& study, base::Diagnostics& bad) {
  const CurrentTask current("checking the sampling rates of the recordings");
  std::map<std::pair<std::string, double>, std::vector<std::size_t>> readers;
  for (std::size_t f = 0; f < study.features.size(); ++f) {
    if (!study.is_used(f)) continue;
    const auto& needs = study.features[f]->needs();
    if (needs.audio) readers[{study.recipe.features[f].use.plugin, needs.sample_rate}].push_back(f);
  }
  for (const auto& [reads, features] : readers) {
    const auto low = features::low_rates(study.dataset.clips, reads.second, reads.first);
    if (low.empty()) continue;
    const auto& first = study.recipe.features[features.front()];
    const auto others = features.size() - 1;
    bad.warning(first.use.at, fmt::format("feature {}{}: {}", first.name,
                                          others == 0   ? ""
                                          : others == 1 ? " and another"
                                                        : fmt::format(" and {} others", others),
                                          low));
  }
}

}  // namespace encore::plan
