// A plan as text, Graphviz, Mermaid or JSON.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/plan/plan.hpp"

namespace encore::plan {
namespace {

std::string bytes_text(std::uint64_t bytes) {
  if (bytes == 0) return "";
  if (bytes >= 1u << 30) return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1u << 30));
  return fmt::format("{:.0f} MiB", static_cast<double>(bytes) / (1u << 20) + 0.5);
}

std::string state_text(const Task& t) {
  if (t.state == Task::State::cached) return "cached";
  return t.parts > 1 ? fmt::format("to do {}/{}", t.parts - t.done_parts, t.parts) : "to do";
}

}  // namespace

std::string to_text(const Plan& plan) {
  std::size_t todo = 0, id = 4, work = 4;
  std::uint64_t memory = 0, disk = 0;
  for (const auto& t : plan.tasks) {
    todo += t.state == Task::State::todo;
    memory = std::max(memory, t.memory);
    disk += t.disk;
    id = std::max(id, t.id.size());
    work = std::max(work, t.work.size());
  }
  const auto line = [&](const std::string& task, const std::string& state, const std::string& most,
                        const std::string& stored, const std::string& to_do,
                        const std::string& reason) {
    return fmt::format("{:<{}}  {:<12} {:>9} {:>9}  {:<{}}  {}\n", task, id, state, most, stored,
                       to_do, work, reason);
  };
  std::string text = line("task", "state", "memory", "disk", "work", "reason");
  for (const auto& t : plan.tasks)
    text += line(t.id, state_text(t), bytes_text(t.memory), bytes_text(t.disk), t.work,
                 t.state == Task::State::cached ? "" : t.reason);
  text += fmt::format("{}, {} to do", base::counted(plan.tasks.size(), "task"), todo);
  if (todo > 0)
    text += fmt::format("; the largest takes {} of memory{}", bytes_text(memory),
                        disk > 0 ? ", all of them " + bytes_text(disk) + " of disk" : "");
  return text + "\n";
}

std::string to_dot(const Plan& plan) {
  std::string text = "digraph plan {\n  rankdir=LR; node [shape=box, fontname=sans];\n";
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    const auto& t = plan.tasks[i];
    text += fmt::format("  t{} [label=\"{}\"{}];\n", i, t.id,
                        t.state == Task::State::cached ? ", style=dashed" : "");
    for (const auto n : t.needs) text += fmt::format("  t{} -> t{};\n", n, i);
  }
  return text + "}\n";
}

std::string to_mermaid(const Plan& plan) {
  std::string text = "graph LR\n";
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    text += fmt::format("  t{}[\"{}\"]\n", i, plan.tasks[i].id);
    for (const auto n : plan.tasks[i].needs) text += fmt::format("  t{} --> t{}\n", n, i);
  }
  return text;
}

std::string to_json(const Plan& plan) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& t : plan.tasks) {
    nlohmann::json needs = nlohmann::json::array();
    for (const auto n : t.needs) needs.push_back(plan.tasks[n].id);
    list.push_back({{"id", t.id},
                    {"stage", stage_name(t.stage)},
                    {"state", t.state == Task::State::cached ? "cached" : "todo"},
                    {"reason", t.reason},
                    {"hash", t.hash},
                    {"needs", needs},
                    {"memory_bytes", t.memory},
                    {"disk_bytes", t.disk},
                    {"work", t.work}});
  }
  return list.dump(2) + "\n";
}

}  // namespace encore::plan
