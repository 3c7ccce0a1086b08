// core/plan/plan.hpp: a recipe expanded to tasks, each with its key, state and reason.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/plan/study.hpp"
#include "core/plan/task.hpp"

namespace encore::plan {

struct Plan {
  std::vector<Task> tasks;  // in an order in which they can run
  const Task* find(Stage stage, std::size_t subject, std::size_t other = 0) const;
};

struct Force {
  bool all = false;
  std::set<Stage> stages;
  bool covers(Stage stage) const { return all || stages.contains(stage); }
};

// Expands; looks into the store for what is there; compares with the keys of the last run in
// `out` for the reasons.
Plan make_plan(const Study& study, const std::filesystem::path& out, const Force& force,
               const features::Log& log);

// The keys of the tasks that are finished, kept in the run folder for the next plan's reasons.
// Tasks of an earlier run that this plan does not have stay known.
void remember_keys(const Plan& plan, const std::vector<bool>& finished,
                   const std::filesystem::path& out);

// Tasks whose estimate exceeds the budget. Throws base::Error (exit 3) naming the largest one and
// what it would take.
void require_memory(const Plan& plan, std::uint64_t budget);

// Throws base::Error (exit 2) at the first feature that is to do and runs a program that nobody
// allowed.
void require_trusted(const Plan& plan, const Study& study);

std::string to_text(const Plan& plan);
std::string to_dot(const Plan& plan);
std::string to_mermaid(const Plan& plan);
std::string to_json(const Plan& plan);

}  // namespace encore::plan
