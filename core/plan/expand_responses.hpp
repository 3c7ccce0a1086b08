// core/plan/expand_responses.hpp: the tasks that make a subject's responses.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "core/plan/study.hpp"
#include "core/plan/task_list.hpp"

namespace encore::plan {

struct ResponseTasks {
  nlohmann::json key;              // what the responses depend on
  std::vector<std::size_t> tasks;  // what makes them; none for `kind: arrays`
};

// A mask, and a task a run.
ResponseTasks add_responses(const Study& study, std::size_t subject, TaskList& tasks);

}  // namespace encore::plan
