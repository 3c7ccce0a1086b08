// core/run/listener.hpp: who watches a run.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/plan/task.hpp"

namespace encore::run {

// Called from any thread, one call at a time. The terminal is one; a test may be another.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void stage_started(plan::Stage, std::size_t /*tasks*/, std::size_t /*cached*/) {}
  // Fraction of the stage's tasks, 0..1, and what is being done.
  virtual void progress(plan::Stage, double /*fraction*/, std::string_view /*what*/) {}
  virtual void stage_finished(plan::Stage, double /*seconds*/) {}
  virtual void warning(std::string_view /*text*/) {}
  virtual void failure(std::string_view /*task*/, std::string_view /*text*/) {}
};

}  // namespace encore::run
