// Features that are on the rows of an arrays file already.
#include <fmt/format.h>

#include "core/data/arrays.hpp"
#include "core/features/array_rows.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/current.hpp"
#include "core/plan/standardised.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {
namespace {

// The rows of an arrays file as plugins see them.
plugin::RowsInput rows_input(const Study& study) {
  plugin::RowsInput in;
  bool clips = true;
  for (const auto& row : study.rows(0)) {
    in.run.push_back(row.run);
    in.test.push_back(row.test ? 1 : 0);
    in.clip.push_back(row.clip >= 0 ? study.dataset.clips[static_cast<std::size_t>(row.clip)].id
                                    : "");
    in.offset.push_back(row.offset);
    clips = clips && row.clip >= 0;
  }
  if (!clips) {
    in.clip.clear();
    in.offset.clear();
  }
  return in;
}

}  // namespace

base::MatrixF Study::extract_rows(std::size_t f, const features::Log& log) const {
  const auto& feature = recipe.features[f];
  const auto dataset_of = [&](const std::string& name) {
    return data::read_array_feature(arrays_file(), name);
  };
  features::require_trusted(feature, untrusted(f));
  return features::extract_rows(recipe, feature, plugin(feature.use), rows_input(*this), dataset_of,
                                log);
}

std::vector<base::Index> check_array_features(const Study& study, base::Diagnostics& bad) {
  const auto& features = study.recipe.features;
  std::vector<base::Index> columns(features.size(), 0);
  for (std::size_t f = 0; f < features.size(); ++f) {
    const auto& feature = features[f];
    if (!study.is_used(f) || features::runs_programs(study.plugin(feature.use))) continue;
    const CurrentTask current(
        fmt::format("checking features/{} ({})", feature.name, feature.use.plugin));
    try {
      const auto values = study.extract_rows(f, {});
      columns[f] = values.cols();
      if (standardised_together(values, study.rows(0)))
        bad.warning(feature.use.at,
                    fmt::format("features/{}: columns have mean 0 and deviation 1 over training "
                                "and test rows together: their scale was learnt with the test rows",
                                feature.name),
                    "bring them as they are, and set align.standardise: zscore");
    } catch (const base::Error& e) {
      bad.error(e.at().file.empty() ? feature.use.at : e.at(),
                fmt::format("features/{}: {}", feature.name, e.what()), e.hint());
    }
  }
  return columns;
}

}  // namespace encore::plan
