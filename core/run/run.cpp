#include "core/run/run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <mutex>
#include <new>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/plan/current.hpp"
#include "core/run/execute.hpp"

namespace encore::run {
namespace {

using Clock = std::chrono::steady_clock;
using plan::Task;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// "encode/sub-001/mel (encore.ridge)"
std::string name_with_plugin(const plan::Study& study, const Task& task) {
  const auto& recipe = study.recipe;
  if (task.stage == plan::Stage::features)
    return fmt::format("{} ({})", task.id, recipe.features[task.feature].use.plugin);
  if (task.stage == plan::Stage::encode)
    return fmt::format("{} ({})", task.id, recipe.encode.regression.plugin);
  return task.id;
}

// "five.yaml:38: what went wrong (what to do)"; the place where the recipe is to blame.
std::string story(const base::Error& e) {
  const auto& at = e.at();
  std::string place = at.known() ? fmt::format("{}:{}", at.file, at.line) : at.file;
  if (!place.empty()) place += ": ";
  return place + e.what() + (e.hint().empty() ? "" : fmt::format(" ({})", e.hint()));
}

class Runner {
 public:
  Runner(const plan::Study& study, const plan::Plan& plan, const Options& options,
         Listener& listener)
      : study_(study), plan_(plan), options_(options), listener_(listener) {
    outcome_.records.resize(plan.tasks.size());
  }

  Outcome all() {
    for (std::size_t i = 0; i < plan_.tasks.size();) i = stage(i);
    return std::move(outcome_);
  }

 private:
  // Runs the tasks of one stage, which stand together; returns where the next stage begins.
  std::size_t stage(std::size_t begin) {
    const auto stage = plan_.tasks[begin].stage;
    std::size_t end = begin, cached = 0;
    for (; end < plan_.tasks.size() && plan_.tasks[end].stage == stage; ++end)
      cached += plan_.tasks[end].state == Task::State::cached;
    const auto start = Clock::now();
    listener_.stage_started(stage, end - begin, cached);
    for (std::size_t i = begin; i < end; ++i) {
      const auto n = static_cast<double>(end - begin);
      const double first = static_cast<double>(i - begin) / n;
      one(i, first, 1 / n);
    }
    listener_.stage_finished(stage, seconds_since(start));
    return end;
  }

  void one(std::size_t i, double first, double share) {
    const Task& task = plan_.tasks[i];
    Record& record = outcome_.records[i];
    if (task.state == Task::State::cached) {
      record.state = Record::State::cached;
      return;
    }
    if (const std::string missing = failed_need(task); !missing.empty()) {
      record.message = "needs " + missing;
      return;
    }
    const auto start = Clock::now();
    try {
      base::check_stop();
      const plan::CurrentTask current(name_with_plugin(study_, task));
      execute({study_, plan_, task, progress_of(task, first, share),
               [this](const std::string& text) { warn(text); }});
      record.state = Record::State::done;
    } catch (const base::Error& e) {
      if (e.exit() == base::Exit::budget) throw;
      fail(task, record, story(e));
    } catch (const std::bad_alloc&) {
      throw base::Error(task.id + " found no memory",
                        "what was finished is kept; run fewer jobs with --jobs, or use fewer "
                        "features, delays or runs",
                        base::Exit::budget);
    } catch (const std::exception& e) {
      fail(task, record, fmt::format("{} (this is a defect of Encore; please report it)", e.what()));
    }
    record.seconds = seconds_since(start);
    record.peak_memory = peak_memory();
  }

  void fail(const Task& task, Record& record, std::string message) {
    record.state = Record::State::failed;
    record.message = std::move(message);
    listener_.failure(task.id, record.message);
  }

  std::string failed_need(const Task& task) const {
    for (const auto n : task.needs) {
      const auto state = outcome_.records[n].state;
      if (state == Record::State::failed || state == Record::State::skipped)
        return plan_.tasks[n].id;
    }
    return "";
  }

  // Also where a run notices Ctrl-C and a memory budget that is used up.
  base::Progress progress_of(const Task& task, double first, double share) {
    return [this, &task, first, share](double fraction, std::string_view what) {
      base::check_stop();
      require_budget(task);
      listener_.progress(task.stage, first + share * fraction,
                         what.empty() ? task.id : fmt::format("{} {}", task.id, what));
    };
  }

  void require_budget(const Task& task) const {
    if (options_.memory == 0 || resident_memory() <= options_.memory) return;
    throw base::Error(
        fmt::format("{} would go beyond the memory budget of {} MiB", task.id,
                    options_.memory >> 20),
        "what was finished is kept; allow more with --memory, or run fewer jobs with --jobs",
        base::Exit::budget);
  }

  void warn(const std::string& text) {
    const std::scoped_lock lock(mutex_);
    for (const auto& known : outcome_.warnings)
      if (known == text) return;
    outcome_.warnings.push_back(text);
    listener_.warning(text);
  }

  const plan::Study& study_;
  const plan::Plan& plan_;
  const Options& options_;
  Listener& listener_;
  Outcome outcome_;
  std::mutex mutex_;
};

}  // namespace

std::size_t Outcome::failed() const {
  std::size_t n = 0;
  for (const auto& r : records)
    n += r.state == Record::State::failed || r.state == Record::State::skipped;
  return n;
}

std::vector<bool> Outcome::finished() const {
  std::vector<bool> out;
  for (const auto& r : records)
    out.push_back(r.state == Record::State::done || r.state == Record::State::cached);
  return out;
}

const char* state_name(Record::State state) {
  switch (state) {
    case Record::State::cached: return "cached";
    case Record::State::done: return "done";
    case Record::State::failed: return "failed";
    case Record::State::skipped: return "skipped";
  }
  return "";
}

Outcome run(const plan::Study& study, const plan::Plan& plan, const Options& options,
            Listener& listener) {
  return Runner(study, plan, options, listener).all();
}

}  // namespace encore::run
