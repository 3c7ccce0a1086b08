// plugins/linear/steps.hpp: progress of work that several threads share.
#pragma once

#include <atomic>

#include "encore/call.hpp"
#include "linalg.hpp"

namespace linear {

// Counts finished steps and reports them as the share [from, to] of the call. Thread-safe; the call
// must outlive it. advance throws encore::Cancelled when the user wants to stop.
class Steps {
 public:
  Steps(const encore::Call& call, const char* stage, Index steps, double from = 0, double to = 1)
      : call_(call), stage_(stage), steps_(steps), from_(from), to_(to) {}
  void advance() {
    const auto done = static_cast<double>(++done_);
    call_.progress(from_ + (to_ - from_) * done / static_cast<double>(steps_), stage_);
  }

 private:
  const encore::Call& call_;
  const char* stage_;
  Index steps_;
  double from_, to_;
  std::atomic<Index> done_{0};
};

}  // namespace linear
