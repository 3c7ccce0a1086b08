#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/plugin/check/check.hpp"

namespace encore::plugin {
namespace {

using State = CheckResult::State;

const char* word(State state) {
  switch (state) {
    case State::pass: return "pass";
    case State::skip: return "skip";
    default: return "FAIL";
  }
}

auto count(const std::vector<CheckResult>& results, State state) {
  return std::ranges::count(results, state, &CheckResult::state);
}

}  // namespace

bool passed(const std::vector<CheckResult>& results) { return count(results, State::fail) == 0; }

std::string check_table(const std::vector<CheckResult>& results, bool all) {
  std::string text, plugin = "-";
  for (const auto& r : results) {
    if (!all && r.state == State::pass) continue;
    if (r.plugin != plugin) {
      text +=
          fmt::format("{}{}\n", text.empty() ? "" : "\n", r.plugin.empty() ? "library" : r.plugin);
      plugin = r.plugin;
    }
    text += fmt::format("  {}  {:<16} {}\n", word(r.state), r.test, r.what);
    if (!r.reason.empty()) text += fmt::format("        {:<16} {}\n", "", r.reason);
  }
  return text + fmt::format("{}{} passed, {} failed, {} skipped\n", text.empty() ? "" : "\n",
                            count(results, State::pass), count(results, State::fail),
                            count(results, State::skip));
}

nlohmann::ordered_json check_json(const std::vector<CheckResult>& results) {
  auto tests = nlohmann::ordered_json::array();
  for (const auto& r : results)
    tests.push_back({{"plugin", r.plugin},
                     {"test", r.test},
                     {"what", r.what},
                     {"result", r.state == State::fail ? "fail" : word(r.state)},
                     {"reason", r.reason}});
  return {{"passed", passed(results)}, {"tests", tests}};
}

}  // namespace encore::plugin
