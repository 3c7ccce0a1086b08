// core/run/execute.hpp: how a task of each stage is done.
#pragma once

#include <memory>

#include "core/align/design.hpp"
#include "core/base/progress.hpp"
#include "core/data/mask.hpp"
#include "core/data/responses.hpp"
#include "core/plan/plan.hpp"

namespace encore::run {

// What a task needs beside its own description.
struct Job {
  const plan::Study& study;
  const plan::Plan& plan;
  const plan::Task& task;
  base::Progress progress;
  features::Log warn;
};

void execute(const Job& job);

// One function a stage; each commits one entry (features: one a clip).
void execute_mask(const Job& job);
void execute_prepare(const Job& job);
void execute_features(const Job& job);
void execute_encode(const Job& job);
void execute_significance(const Job& job);
void execute_ceiling(const Job& job);
void execute_compare(const Job& job);
void execute_resample(const Job& job);

// Responses of a subject, opened from the arrays file or from what prepare left.
std::unique_ptr<data::Responses> open_responses(const plan::Study& study, const plan::Plan& plan,
                                                std::size_t subject);
data::Mask subject_mask(const plan::Study& study, const plan::Plan& plan, std::size_t subject);
// Which rows train and test for a model.
align::RowPlan row_plan(const plan::Study& study, std::size_t subject, std::size_t model);
// Whether averaged test rows are z-scored again: only when something was averaged.
bool zscores_test(const plan::Study& study, const align::RowPlan& rows);
// Region of each voxel; "" outside of all.
std::vector<std::string> regions(const plan::Study& study, const plan::Plan& plan,
                                 std::size_t subject);
// Folder of what a task left; throws when it is not in the store.
std::filesystem::path entry(const plan::Study& study, const plan::Task& task);

}  // namespace encore::run
