#include "core/plugin/check/check.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/text.hpp"
#include "core/plugin/check/tests.hpp"
#include "core/plugin/child.hpp"
#include "core/plugin/flow.hpp"

namespace encore::plugin {
namespace {

namespace fs = std::filesystem;
using State = CheckResult::State;
using Json = nlohmann::ordered_json;

std::vector<checks::Test> tests_of(int kind) {
  std::vector<checks::Test> out;
  const auto add = [&](auto tests) { out.insert(out.end(), tests.begin(), tests.end()); };
  add(checks::common_tests());
  if (kind == ENCORE_KIND_FEATURES) add(checks::features_tests());
  if (kind == ENCORE_KIND_REGRESSION) add(checks::regression_tests());
  if (kind == ENCORE_KIND_REGRESSION) add(checks::regression_output_tests());
  if (kind == ENCORE_KIND_RETRIEVAL) add(checks::retrieval_tests());
  if (kind == ENCORE_KIND_GENERATOR) add(checks::generator_tests());
  return out;
}

// Runs a test here and says how it ended.
template <class Body>
void run_here(CheckResult& result, Body&& body) {
  const auto end = [&](State state, const std::string& reason) {
    result.state = state;
    result.reason = reason;
  };
  try {
    body();
  } catch (const checks::Failed& f) {
    end(State::fail, f.reason);
  } catch (const checks::Skipped& s) {
    end(State::skip, s.reason);
  } catch (const std::exception& e) {
    end(State::fail, e.what());
  }
}

void run_named(CheckResult& result, const fs::path& library, const std::string& with) {
  run_here(result, [&] {
    if (result.plugin.empty()) {
      for (const auto& test : checks::library_tests())
        if (test.name == result.test) return test.run(library);
    } else {
      checks::Subject subject(library, result.plugin, with);
      for (const auto& test : tests_of(subject.info().kind))
        if (test.name == result.test) return test.run(subject);
    }
    throw base::Error(fmt::format("there is no test '{}'", result.test));
  });
}

std::string shortened(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  return line.size() > 100 ? line.substr(0, 100) + "..." : line;
}

void run_in_child(CheckResult& result, const fs::path& library, const fs::path& program,
                  const CheckOptions& options) {
  const ChildResult child = run_child(
      {program.string(), "--check-one", result.test, library.string(), result.plugin, options.with},
      options.limit_s);
  const auto fail = [&](const std::string& reason) {
    result.state = State::fail;
    result.reason = reason;
  };
  if (!child.ok()) return fail(child.failure());
  const Json json = Json::parse(child.out, nullptr, false);
  if (!json.is_object()) return fail("the process ended before the test did");
  result.state = static_cast<State>(json.value("state", static_cast<int>(State::fail)));
  result.reason = json.value("reason", "");
  if (result.state != State::fail && !child.err.empty())
    fail(fmt::format("wrote on the terminal: '{}'", shortened(child.err)));
}

// Which plugins and tests; from a scan, since this process loads nothing.
std::vector<CheckResult> planned(const fs::path& library, const fs::path& program,
                                 const CheckOptions& options) {
  std::vector<CheckResult> out;
  const auto add = [&](const std::string& plugin, const auto& test) {
    if (!options.only.empty() && !base::glob_match(options.only, test.name)) return;
    out.push_back({plugin, test.name, test.what, State::pass, ""});
  };
  for (const auto& test : checks::library_tests()) add("", test);
  const LibraryReport report = scan_library(library, program, 10);
  if (report.state == LibraryReport::State::bad) {
    out.push_back({"", "scan", "a host can look at it", State::fail, report.reason});
    return out;
  }
  bool known = options.plugin.empty();
  for (const auto& plugin : report.plugins) {
    if (!options.plugin.empty() && options.plugin != plugin.id) continue;
    known = true;
    for (const auto& test : tests_of(plugin.kind)) add(plugin.id, test);
  }
  if (!known) throw base::Error(fmt::format("the library has no plugin '{}'", options.plugin));
  if (out.empty()) throw base::Error(fmt::format("no test is called '{}'", options.only));
  return out;
}

}  // namespace

std::vector<CheckResult> check(const fs::path& given, const fs::path& program,
                               const CheckOptions& options) {
  const fs::path library = fs::absolute(given).lexically_normal();
  if (!fs::exists(library)) throw base::Error(fmt::format("there is no file {}", library.string()));
  if (!options.with.empty()) parse_flow(options.with);
  auto results = planned(library, program, options);
  const auto run = [&](std::size_t i) {
    CheckResult& result = results[i];
    if (result.state == State::fail) return;  // the scan
    if (options.in_process) run_named(result, library, options.with);
    else run_in_child(result, library, program, options);
  };
  if (options.in_process)
    for (std::size_t i = 0; i < results.size(); ++i) run(i);
  else base::parallel_for(results.size(), run);
  return results;
}

int check_one(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) return 2;
  const int out = take_standard_output();
  CheckResult result{arguments[2], arguments[0], "", State::pass, ""};
  run_named(result, arguments[1], arguments.size() > 3 ? arguments[3] : "");
  std::fflush(stdout);
  const Json json = {{"state", static_cast<int>(result.state)}, {"reason", result.reason}};
  // Leaves as programs do, so that what the library does at the end is tried as well.
  return write_all(out, json.dump(-1, ' ', false, Json::error_handler_t::replace)) ? 0 : 1;
}

}  // namespace encore::plugin
