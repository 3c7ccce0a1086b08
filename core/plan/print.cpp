// A plan as text, Graphviz, Mermaid or JSON.
#include <fmt/format.h>

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
  std::string text = fmt::format("{:<40} {:<14} {:>9} {:>9}  {}\n", "task", "state", "memory",
                                 "disk", "reason");
  std::size_t todo = 0;
  for (const auto& t : plan.tasks) {
    const bool cached = t.state == Task::State::cached;
    todo += !cached;
    text += fmt::format("{:<40} {:<14} {:>9} {:>9}  {}\n", t.id, state_text(t),
                        bytes_text(t.memory), bytes_text(t.disk), cached ? "" : t.reason);
  }
  return text + fmt::format("{}, {} to do\n", base::counted(plan.tasks.size(), "task"), todo);
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
                    {"disk_bytes", t.disk}});
  }
  return list.dump(2) + "\n";
}

}  // namespace encore::plan
