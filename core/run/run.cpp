#include "core/run/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <new>
#include <set>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/plan/current.hpp"
#include "core/run/execute.hpp"
#include "core/store/said.hpp"

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
    said_.resize(plan.tasks.size());
    fractions_.resize(plan.tasks.size());
  }

  Outcome all() {
    for (std::size_t i = 0; i < plan_.tasks.size();) i = stage(i);
    // In the order of the tasks, whichever ended first.
    std::set<std::string> known;
    for (const auto& texts : said_)
      for (const auto& text : texts)
        if (known.insert(text).second) outcome_.warnings.push_back(text);
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
    stage_ = {begin, end};
    if (const unsigned n = at_once(begin, end); n > 1) {
      const plan::CurrentTask current(fmt::format("{} of {} runs at once", stage_name(stage), n));
      base::parallel_for(
          end - begin, [&](std::size_t i) { one(begin + i); }, n);
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        const plan::CurrentTask current(name_with_plugin(study_, plan_.tasks[i]));
        one(i);
      }
    }
    listener_.stage_finished(stage, seconds_since(start));
    return end;
  }

  // Runs are unpacked by one core each, so several are prepared together, as many as the memory
  // budget has room for; the other stages use all cores for one task.
  unsigned at_once(std::size_t begin, std::size_t end) const {
    if (plan_.tasks[begin].stage != plan::Stage::prepare) return 1;
    std::uint64_t largest = 0;
    unsigned to_do = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (plan_.tasks[i].state == Task::State::cached) continue;
      largest = std::max(largest, plan_.tasks[i].memory);
      ++to_do;
    }
    unsigned n = std::min(to_do, base::threads());
    while (n > 1 && options_.memory > 0 && n * largest > options_.memory) --n;
    return n;
  }

  void one(std::size_t i) {
    work(i);
    const std::scoped_lock lock(mutex_);
    fractions_[i] = 1;
  }

  void work(std::size_t i) {
    const Task& task = plan_.tasks[i];
    Record& record = outcome_.records[i];
    if (task.state == Task::State::cached) {
      record.state = Record::State::cached;
      // A doubt about p belongs to p.
      if (task.stage == plan::Stage::significance)
        for (const auto& text : store::read_said(entry(study_, task)).warnings) warn(i, text);
      return;
    }
    if (const std::string missing = failed_need(task); !missing.empty()) {
      record.message = "needs " + missing;
      return;
    }
    const auto start = Clock::now();
    try {
      base::check_stop();
      execute({study_, plan_, task, progress_of(i),
               [this, i](const std::string& text) { warn(i, text); }});
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
      fail(task, record,
           fmt::format("{} (this is a defect of Encore; please report it)", e.what()));
    }
    record.seconds = seconds_since(start);
    record.peak_memory = peak_memory();
  }

  void fail(const Task& task, Record& record, std::string message) {
    record.state = Record::State::failed;
    record.message = std::move(message);
    const std::scoped_lock lock(mutex_);
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
  base::Progress progress_of(std::size_t i) {
    return [this, i](double fraction, std::string_view what) {
      const Task& task = plan_.tasks[i];
      base::check_stop();
      require_budget(task);
      const std::scoped_lock lock(mutex_);
      fractions_[i] = fraction;
      listener_.progress(task.stage, stage_fraction(),
                         what.empty() ? task.id : fmt::format("{} {}", task.id, what));
    };
  }

  double stage_fraction() const {
    double sum = 0;
    for (std::size_t i = stage_.first; i < stage_.second; ++i) sum += fractions_[i];
    return sum / static_cast<double>(stage_.second - stage_.first);
  }

  void require_budget(const Task& task) const {
    if (options_.memory == 0 || resident_memory() <= options_.memory) return;
    throw base::Error(
        fmt::format("{} would go beyond the memory budget of {} MiB", task.id,
                    options_.memory >> 20),
        "what was finished is kept; allow more with --memory, or run fewer jobs with --jobs",
        base::Exit::budget);
  }

  void warn(std::size_t i, const std::string& text) {
    const std::scoped_lock lock(mutex_);
    said_[i].push_back(text);
    if (heard_.insert(text).second) listener_.warning(text);
  }

  const plan::Study& study_;
  const plan::Plan& plan_;
  const Options& options_;
  Listener& listener_;
  Outcome outcome_;
  std::pair<std::size_t, std::size_t> stage_;   // its tasks: begin, end
  std::mutex mutex_;                            // for what follows, and the listener
  std::vector<double> fractions_;               // how far each task is
  std::vector<std::vector<std::string>> said_;  // warnings of each task
  std::set<std::string> heard_;
};

}  // namespace

Outcome run(const plan::Study& study, const plan::Plan& plan, const Options& options,
            Listener& listener) {
  return Runner(study, plan, options, listener).all();
}

}  // namespace encore::run
