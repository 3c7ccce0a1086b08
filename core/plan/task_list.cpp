#include "core/plan/task_list.hpp"

#include <algorithm>
#include <numeric>

#include "core/store/store.hpp"

namespace encore::plan {

std::size_t TaskList::add(Task task, nlohmann::json key, std::vector<std::size_t> needs) {
  key["task"] = stage_name(task.stage);
  task.key = std::move(key);
  task.needs = std::move(needs);
  tasks_.push_back(std::move(task));
  return tasks_.size() - 1;
}

std::string TaskList::hash(std::size_t task) const { return store::hash_of(tasks_[task].key); }

std::vector<Task> TaskList::in_order() {
  std::vector<std::size_t> order(tasks_.size()), place(tasks_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tasks_[a].stage < tasks_[b].stage; });
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Task> out;
  for (const auto i : order) {
    out.push_back(std::move(tasks_[i]));
    for (auto& n : out.back().needs) n = place[n];
  }
  tasks_.clear();
  return out;
}

}  // namespace encore::plan
