// Fit a model to a subject, or apply one that was fitted before, and score it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/base/text.hpp"
#include "core/encode/checkpoints.hpp"
#include "core/encode/trial.hpp"
#include "core/plan/fitted.hpp"
#include "core/run/design.hpp"
#include "core/run/execute.hpp"
#include "core/run/regression.hpp"

namespace encore::run {
namespace {

using nlohmann::json;

encode::Problem rows_of(const Job& job, const data::Responses& responses) {
  encode::Problem p;
  p.responses = &responses;
  p.rows = row_plan(job.study, job.task.subject, job.task.model);
  p.zscore_test = zscores_test(job.study, p.rows);
  return p;
}

// Blocks of a fit as entries of the store, which go when the task is done. The key names the task,
// so that whatever changes the result forgets them.
class StoredBlocks final : public encode::Checkpoints {
 public:
  explicit StoredBlocks(const Job& job) : job_(job) {}

  std::optional<std::filesystem::path> find(base::Index first, base::Index count) override {
    if (job_.task.reason == "forced") return std::nullopt;
    const auto hash = store::hash_of(key(first, count));
    auto folder = job_.study.store.find_sound(hash, job_.warn);
    if (folder) hashes_.push_back(hash);
    return folder;
  }
  void keep(base::Index first, base::Index count,
            const std::function<void(const std::filesystem::path&)>& write) override {
    auto writer = job_.study.store.begin(key(first, count), job_.task.id + " (a block)");
    write(writer.folder());
    writer.commit();
    hashes_.push_back(store::hash_of(key(first, count)));
  }
  void forget() const {
    for (const auto& hash : hashes_) job_.study.store.remove(hash);
  }

 private:
  json key(base::Index first, base::Index count) const {
    return {{"task", "encode-block"},
            {"of", job_.task.hash},
            {"first", first},
            {"count", count},
            {"kept", job_.study.is_kept(job_.task.model)}};
  }

  const Job& job_;
  std::vector<std::string> hashes_;
};

// Which voxels of the image the columns are; "" where a data set has no image.
std::string mask_digest(const Job& job) {
  if (job.study.from_arrays()) return "";
  const auto mask = subject_mask(job.study, job.plan, job.task.subject);
  base::Sha256 hash;
  hash.add(mask.grid.dims.data(), sizeof(mask.grid.dims));
  for (const auto& part : mask.grid.parts) {
    hash.add(part.structure.data(), part.structure.size());
    hash.add(part.at.data(), part.at.size() * sizeof(base::Index));
  }
  hash.add(mask.voxels.data(), mask.voxels.size() * sizeof(mask.voxels.front()));
  return hash.hex();
}

// What model.json says.
json about(const Job& job, const encode::Problem& p) {
  const auto& study = job.study;
  return {{"subject", study.dataset.subjects[job.task.subject].id},
          {"model", study.recipe.encode.models[job.task.model].name},
          {"recipe", study.recipe.name},
          {"simulated", study.dataset.simulated},
          {"task", job.task.hash},
          {"mask", mask_digest(job)},
          {"training_rows", p.x_train.rows()},
          {"fit", plan::fit_facts(study, job.task.subject, job.task.model)}};
}

encode::Facts fit(const Job& job, encode::Problem& p, const std::filesystem::path& folder,
                  StoredBlocks& blocks) {
  design(job, p);
  const auto constant = encode::constant_bands(p);
  scale(job, p);
  p.centred = centres_responses(job);
  base::Span block;
  auto regression = regression_of(job, block);
  p.fold = encode::folds_for(regression, p.rows.train, job.study.recipe.encode);
  const base::BlasThreads blas(uses_blas(job) ? 0 : 1);
  const bool keep = job.study.is_kept(job.task.model);
  encode::KeptWriter kept(folder, p.responses->voxels());
  auto facts = encode::encode(p, regression, folder / "encode.h5",
                              {job.progress, &block, keep ? &kept : nullptr, &blocks});
  if (keep) kept.finish(about(job, p), encode::columns_of(p));
  if (!constant.empty()) facts.meta["constant_features"] = base::join(constant, "and");
  return facts;
}

void require_mask(const Job& job, const encode::KeptModel& model) {
  const auto there = model.about().value("mask", ""), here = mask_digest(job);
  if (!there.empty() && !here.empty() && there != here)
    throw base::Error(job.study.recipe.encode.fitted.run.at,
                      fmt::format("{}: the fitted model was made with another mask", job.task.id),
                      "give data.mask the mask of the run that fitted it");
}

encode::Facts apply(const Job& job, encode::Problem& p, const std::filesystem::path& folder) {
  const encode::KeptModel model(plan::fitted_folder(job.study, job.task.subject, job.task.model));
  require_mask(job, model);
  p.rows.train.clear();
  design(job, p);
  scale(model.columns(), p);
  base::Span block;
  auto regression = regression_of(job, block);
  const base::BlasThreads blas(uses_blas(job) ? 0 : 1);
  auto facts = encode::apply(p, model, regression, folder / "encode.h5", job.progress);
  facts.meta["fitted_task"] = model.about().value("task", "");
  return facts;
}

}  // namespace

void execute_encode(const Job& job) {
  const auto responses = open_responses(job.study, job.plan, job.task.subject);
  auto p = rows_of(job, *responses);
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  StoredBlocks blocks(job);
  const auto facts = job.study.is_fitted(job.task.model) ? apply(job, p, writer.folder())
                                                         : fit(job, p, writer.folder(), blocks);
  if (job.study.bands(job.task.model).size() > 1 && !facts.split)
    job.warn(fmt::format("{}: no r2_split, since {} does not predict from one band at a time",
                         job.task.id, job.study.recipe.encode.regression.plugin));
  json meta = facts.meta;
  meta["columns"] = std::to_string(p.x_test.cols());
  meta["training_rows"] = std::to_string(p.x_train.rows());
  meta["test_rows"] = std::to_string(p.x_test.rows());
  meta["constant_voxels"] = std::to_string(facts.constant_voxels);
  meta["still_voxels"] = std::to_string(facts.still_voxels);
  meta["edge_voxels"] = std::to_string(facts.edge_voxels);
  meta["voxels"] = std::to_string(responses->voxels());
  base::write_text(writer.folder() / "facts.json", meta.dump(2));
  // An entry without the fit that is to be kept makes room for one that has it.
  if (job.study.is_kept(job.task.model)) job.study.store.remove(job.task.hash);
  writer.commit();
  blocks.forget();
}

}  // namespace encore::run
