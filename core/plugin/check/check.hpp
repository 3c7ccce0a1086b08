// core/plugin/check/check.hpp: `encore plugins check FILE`: does a plugin keep the contract?
//
//   for (const auto& r : check(file, program, {})) ...      text: check_table(results)
//
// Every test runs in a child process of its own (`program --check-one TEST FILE ID WITH`), so that
// one which crashes, hangs or writes on the terminal is a result like any other. The tests feed
// small data made from fixed seeds; they judge the contract, never the science.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace encore::plugin {

struct CheckResult {
  enum class State { pass, fail, skip };
  std::string plugin;  // id; "" for tests of the whole library
  std::string test, what;
  State state = State::pass;
  std::string reason;  // "" when it passed
};

struct CheckOptions {
  std::string only;         // tests whose name matches this pattern (* and ?); "" for all
  std::string plugin;       // one id of the library; "" for all
  std::string with;         // parameters for every plugin: "{column: genre}"
  bool in_process = false;  // for a debugger: no children, and a crash is a crash
  double limit_s = 120;     // of each test
};

// Throws base::Error when `with` cannot be read, or when no test matches.
std::vector<CheckResult> check(const std::filesystem::path& library,
                               const std::filesystem::path& program, const CheckOptions& options);

// True when none failed (skipped tests do not count).
bool passed(const std::vector<CheckResult>& results);

// A table with a line for each test and a summary at the end. `all` false: only what did not pass.
std::string check_table(const std::vector<CheckResult>& results, bool all = true);
nlohmann::ordered_json check_json(const std::vector<CheckResult>& results);

// The child's side: arguments after --check-one. Writes JSON on standard output.
int check_one(const std::vector<std::string>& arguments);

}  // namespace encore::plugin
