#include "core/run/regression.hpp"

#include <fmt/format.h>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"

namespace encore::run {

bool uses_blas(const Job& job) {
  return (job.study.plugin(job.study.recipe.encode.regression).flags & ENCORE_DF_USES_BLAS) != 0;
}

bool centres_responses(const Job& job) {
  const auto& values = job.study.recipe.encode.regression.params.values();
  const auto intercept = values.find("intercept");
  return intercept == values.end() || !intercept->is_boolean() || intercept->get<bool>();
}

plugin::Regression regression_of(const Job& job, const base::Span& part) {
  const auto& use = job.study.recipe.encode.regression;
  plugin::CallOptions options;
  options.threads = uses_blas(job) ? 1 : base::threads();
  options.seed = base::seed_for(job.study.recipe.seed, "encode");
  options.progress = [&](double fraction, std::string_view) {
    base::report(job.progress, part.at(fraction), "fit");
  };
  options.log = [&job](int level, const std::string& text) {
    if (level >= ENCORE_LOG_WARN) job.warn(fmt::format("{}: {}", job.task.id, text));
  };
  return plugin::Regression(job.study.plugin(use), use.params, options);
}

}  // namespace encore::run
