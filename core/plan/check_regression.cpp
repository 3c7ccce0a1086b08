// Parameters of the regression that no model of the recipe can be fitted with.
#include <set>

#include "core/base/error.hpp"
#include "core/encode/trial.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {
namespace {

// Columns of each band with its delays; 1 where only an extraction would tell.
std::vector<base::Index> band_columns(const Study& study, std::size_t model) {
  const bool fir = study.recipe.align.mode == recipe::Align::Mode::fir;
  const auto delays = fir ? static_cast<base::Index>(study.align(model).delays_tr.size()) : 1;
  std::vector<base::Index> out;
  for (const auto f : study.bands(model))
    out.push_back(study.from_arrays() ? study.array_columns[f] * delays : 1);
  return out;
}

}  // namespace

void check_regression(const Study& study, base::Diagnostics& bad) {
  const auto& use = study.recipe.encode.regression;
  std::set<std::string> said;
  auto models = study.models;
  models.insert(models.end(), study.parts.begin(), study.parts.end());
  for (const auto m : models) {
    if (study.is_fitted(m)) continue;
    try {
      plugin::Regression regression(study.plugin(use), use.params, {});
      encode::try_out(regression, band_columns(study, m));
    } catch (const base::Error& e) {
      if (said.insert(e.what()).second)
        bad.error(e.at().known() ? e.at() : use.at,
                  "model " + study.recipe.encode.models[m].name + ": " + e.what(), e.hint());
    }
  }
}

}  // namespace encore::plan
