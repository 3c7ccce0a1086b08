#include "core/plan/plan.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/random.hpp"
#include "core/encode/kept.hpp"
#include "core/plan/estimate.hpp"
#include "core/plan/expand.hpp"

namespace encore::plan {
using nlohmann::json;
namespace {

std::filesystem::path memory_file(const std::filesystem::path& out) {
  return out / ".encore" / "keys.json";
}

json keys_of_last_run(const std::filesystem::path& out) {
  std::error_code ec;
  if (out.empty() || !std::filesystem::exists(memory_file(out), ec)) return json::object();
  const json keys = json::parse(base::read_text(memory_file(out)), nullptr, false);
  return keys.is_object() ? keys : json::object();
}

std::string reason(const Task& task, const json& last_keys) {
  if (!last_keys.contains(task.id)) return "not done yet";
  const std::string changes = difference(last_keys[task.id], task.key);
  return changes.empty() ? "its result is gone from the store" : changes;
}

// A changed input is often itself a task; its name says more than its hash.
void explain_by_upstream(Plan& plan) {
  for (auto& task : plan.tasks) {
    if (task.state == Task::State::cached) continue;
    for (const auto n : task.needs) {
      const auto& up = plan.tasks[n];
      if (up.state == Task::State::cached || up.reason == "not done yet") continue;
      if (task.reason != "forced") task.reason = "follows " + up.id;
      break;
    }
  }
}

// A fit that was not kept leaves its scores behind, but not itself.
bool lacks_model(const Task& task, const Study& study) {
  if (task.stage != Stage::encode || !study.is_kept(task.model)) return false;
  const auto folder = study.store.find(task.hash);
  return folder && !std::filesystem::exists(*folder / encode::kModelFile);
}

bool is_of_clips(const Task& task, const Study& study) {
  return task.stage == Stage::features && !study.from_arrays();
}

void look_up(Task& task, const Study& study) {
  if (is_of_clips(task, study)) {
    task.parts = study.dataset.clips.size();
    task.done_parts = task.parts - study.features[task.feature]->missing().size();
    task.state = task.done_parts == task.parts ? Task::State::cached : Task::State::todo;
  } else {
    task.state = study.store.find(task.hash) ? Task::State::cached : Task::State::todo;
  }
}

// Compares the checksums of what the run is going to read: results, and what tasks that are to be
// done start from. Begins at the end, since a damaged result asks for its inputs. Features are read
// by fits alone, responses and masks also by what follows a fit.
void look_for_damage(Plan& plan, const Study& study, const features::Log& log) {
  std::vector<bool> feeds(plan.tasks.size()), feeds_directly(plan.tasks.size());
  for (std::size_t i = plan.tasks.size(); i-- > 0;) {
    Task& task = plan.tasks[i];
    const bool inner = task.stage == Stage::features || task.stage == Stage::prepare;
    const bool read = !inner || (task.stage == Stage::features ? feeds_directly[i] : feeds[i]);
    if (read && is_of_clips(task, study)) {
      study.features[task.feature]->look_for_damage(log);
      look_up(task, study);
    } else if (read && task.state == Task::State::cached &&
               !study.store.find_sound(task.hash, log)) {
      task.state = Task::State::todo;
      task.reason = "its result in the store was damaged";
    }
    for (const auto n : task.needs) {
      if (task.state == Task::State::todo) feeds[n] = feeds_directly[n] = true;
      if (feeds[i]) feeds[n] = true;
    }
  }
}

void decide(Plan& plan, const Study& study, const json& last_keys, const Force& force,
            const features::Log& log) {
  for (auto& task : plan.tasks) {
    look_up(task, study);
    if (force.covers(task.stage)) {
      task.state = Task::State::todo;
      task.done_parts = 0;
      task.reason = "forced";
    } else if (lacks_model(task, study)) {
      task.state = Task::State::todo;
      task.reason = "its fit was not kept";
    }
  }
  look_for_damage(plan, study, log);
  for (auto& task : plan.tasks)
    if (task.state == Task::State::todo && task.reason.empty())
      task.reason = reason(task, last_keys);
}

}  // namespace

const Task* Plan::find(Stage stage, std::size_t subject, std::size_t other) const {
  for (const auto& t : tasks) {
    if (t.stage != stage) continue;
    if (stage != Stage::features && t.subject != subject) continue;
    const std::size_t which = stage == Stage::prepare    ? t.run
                              : stage == Stage::features ? t.feature
                                                         : t.model;
    if (which == other) return &t;
  }
  return nullptr;
}

Plan make_plan(const Study& study, const std::filesystem::path& out, const Force& force,
               const features::Log& log) {
  Plan plan;
  plan.tasks = expand(study);
  for (auto& task : plan.tasks) task.hash = store::hash_of(task.key);
  decide(plan, study, keys_of_last_run(out), force, log);
  explain_by_upstream(plan);
  estimate(plan, study, log);
  return plan;
}

void remember_keys(const Plan& plan, const std::vector<bool>& finished,
                   const std::filesystem::path& out) {
  json keys = keys_of_last_run(out);
  for (std::size_t i = 0; i < plan.tasks.size(); ++i)
    if (finished[i]) keys[plan.tasks[i].id] = plan.tasks[i].key;
  base::make_folder(memory_file(out).parent_path());
  base::write_text(memory_file(out), keys.dump());
}

void require_trusted(const Plan& plan, const Study& study) {
  for (const auto& task : plan.tasks)
    if (task.stage == Stage::features && task.state == Task::State::todo)
      features::require_trusted(study.recipe.features[task.feature], study.untrusted(task.feature));
}

void require_memory(const Plan& plan, std::uint64_t budget) {
  const Task* largest = nullptr;
  for (const auto& task : plan.tasks)
    if (task.state == Task::State::todo && (largest == nullptr || task.memory > largest->memory))
      largest = &task;
  if (largest == nullptr || largest->memory <= budget) return;
  const auto mib = [](std::uint64_t bytes) { return (bytes + (1u << 20) - 1) >> 20; };
  throw base::Error(
      fmt::format("{} needs about {} MiB of memory, the budget is {} MiB", largest->id,
                  mib(largest->memory), mib(budget)),
      fmt::format("allow it with --memory {}MiB, or use fewer features, delays or runs",
                  mib(largest->memory)),
      base::Exit::budget);
}

}  // namespace encore::plan
