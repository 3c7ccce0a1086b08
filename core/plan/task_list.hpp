// core/plan/task_list.hpp: tasks as they are thought of, then in the order of their stages.
//
//   TaskList tasks;
//   const auto mask = tasks.add(mask_task, key, {});
//   tasks.add(prepare_task, key, {mask});
//   std::vector<Task> all = tasks.in_order();
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/plan/task.hpp"

namespace encore::plan {

class TaskList {
 public:
  // `needs`: indices of tasks that were added before. The stage's name becomes part of the key.
  // Returns the task's index.
  std::size_t add(Task task, nlohmann::json key, std::vector<std::size_t> needs);
  const Task& operator[](std::size_t task) const { return tasks_[task]; }
  // Of a task's key.
  std::string hash(std::size_t task) const;
  // By stage and, within one, as they were added; `needs` count in this order. Empties the list.
  std::vector<Task> in_order();

 private:
  std::vector<Task> tasks_;
};

}  // namespace encore::plan
