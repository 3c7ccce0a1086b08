// core/plan/current.hpp: the task at work, for whoever must say so when the program dies.
#pragma once

#include <string>

namespace encore::plan {

// "encode/sub-001/mel (encore.ridge)"; empty between tasks. Safe in a signal handler.
const char* current_task() noexcept;

// Names the task for as long as it lives. One at a time.
class CurrentTask {
 public:
  explicit CurrentTask(const std::string& text) noexcept;
  ~CurrentTask();
  CurrentTask(const CurrentTask&) = delete;
  CurrentTask& operator=(const CurrentTask&) = delete;
};

}  // namespace encore::plan
