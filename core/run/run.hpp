// core/run/run.hpp: works a plan off.
//
// Tasks run in the order of the plan; each writes one entry of the store, so that whatever is
// finished stays finished. A task that fails takes those that need it with it, and nothing else.
// Runs are prepared several at once, as many as there are threads and the budget has memory for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/plan/plan.hpp"
#include "core/run/listener.hpp"

namespace encore::run {

struct Options {
  std::filesystem::path out;
  std::uint64_t memory = 0;  // budget in bytes
};

struct Record {
  enum class State { cached, done, failed, skipped };
  State state = State::skipped;
  double seconds = 0;
  std::uint64_t peak_memory = 0;  // of the process so far, bytes
  std::string message;            // why it failed or was skipped
};

struct Outcome {
  std::vector<Record> records;  // one a task
  std::vector<std::string> warnings;
  std::size_t failed() const;
  std::vector<bool> finished() const;  // of each task: done, now or before
};

const char* state_name(Record::State state);

// Throws base::Interrupted on Ctrl-C, base::Error (exit 3) when the process grows beyond the
// budget; failures of tasks are in the outcome.
Outcome run(const plan::Study& study, const plan::Plan& plan, const Options& options,
            Listener& listener);

// Resident memory of this process now and at its peak, bytes.
std::uint64_t resident_memory();
std::uint64_t peak_memory();

}  // namespace encore::run
