// Fit a model to a subject, and test how significant its scores are.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/encode/encode.hpp"
#include "core/run/design.hpp"
#include "core/run/execute.hpp"

namespace encore::run {
namespace {

encode::Problem problem(const Job& job, const data::Responses& responses) {
  const auto& recipe = job.study.recipe;
  encode::Problem p;
  p.responses = &responses;
  p.rows = row_plan(job.study, job.task.subject, job.task.model);
  p.zscore_test = zscores_test(job.study, p.rows);
  design(job, p);
  p.fold = encode::folds(p.rows.train, recipe.encode.cv);
  return p;
}

}  // namespace

void execute_encode(const Job& job) {
  const auto& use = job.study.recipe.encode.regression;
  const auto responses = open_responses(job.study, job.plan, job.task.subject);
  const auto p = problem(job, *responses);

  plugin::CallOptions options;
  options.threads = base::threads();
  options.seed = base::seed_for(job.study.recipe.seed, job.task.id);
  options.progress = [&](double, std::string_view) { base::report(job.progress, 0, "fit"); };
  options.log = [&](int level, const std::string& text) {
    if (level >= ENCORE_LOG_WARN) job.warn(fmt::format("{}: {}", job.task.id, text));
  };
  plugin::Regression regression(job.study.plugin(use), use.params, options);
  base::give_threads_to_blas();
  if (p.band_names.size() > 1 && !regression.banded())
    job.warn(fmt::format("{}: no r2_split, since {} does not predict from one band at a time",
                         job.task.id, use.plugin));

  auto writer = job.study.store.begin(job.task.key, job.task.id);
  const auto facts =
      encode::encode(p, regression, writer.folder() / "encode.h5", job.progress);
  nlohmann::json meta = facts.meta;
  meta["columns"] = std::to_string(p.x_train.cols());
  meta["training_rows"] = std::to_string(p.x_train.rows());
  meta["test_rows"] = std::to_string(p.x_test.rows());
  meta["constant_voxels"] = std::to_string(facts.constant_voxels);
  meta["edge_voxels"] = std::to_string(facts.edge_voxels);
  meta["voxels"] = std::to_string(responses->voxels());
  base::write_text(writer.folder() / "facts.json", meta.dump(2));
  writer.commit();
}

}  // namespace encore::run
