// The program `encore`: parses the command line, runs one command, prints what went wrong.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/base/text.hpp"
#include "core/cli/command.hpp"
#include "core/cli/crash.hpp"
#include "core/cli/version.hpp"
#include "core/plugin/catalog.hpp"
#include "core/plugin/check/check.hpp"

namespace {

using encore::base::Exit;

int code(Exit exit) { return static_cast<int>(exit); }

// The one place that turns failures into messages and exit codes.
int guarded(const std::function<int()>& action) {
  try {
    return action();
  } catch (const encore::base::Interrupted&) {
    fmt::print(stderr,
               "\nstopped; what was finished is kept, the same command goes on from here\n");
    return code(Exit::interrupted);
  } catch (const encore::base::DiagnosedError& e) {
    encore::cli::print(e.list());
    return code(e.exit());
  } catch (const encore::base::Error& e) {
    encore::cli::print({{encore::base::Diagnostic::Severity::error, e.at(), e.what(), e.hint()}});
    return code(e.exit());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "error: out of memory\n  run fewer jobs (--jobs 1) or a smaller mask\n");
    return code(Exit::budget);
  } catch (const std::exception& e) {
    if (std::ferror(stdout) != 0) return code(Exit::done);  // told by the end of main
    fmt::print(stderr, "error: {}\n  this is a defect of Encore; please report it\n", e.what());
    return code(Exit::task_failed);
  }
}

// What was printed may not have arrived: a full disk, say.
int after_output(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "error: cannot write the output: {}\n  look at where it is redirected to\n",
             std::strerror(errno));
  return status == code(Exit::done) ? code(Exit::task_failed) : status;
}

// A plugin library is opened in a child of its own: see core/plugin/catalog.hpp and
// check/check.hpp.
int child(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "--scan-one" && argc == 3) return encore::plugin::scan_one(argv[2]);
  if (mode == "--check-one") return encore::plugin::check_one({argv + 2, argv + argc});
  return -1;
}

void describe(CLI::App& app, encore::cli::Context& context) {
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("encore ") + encore::cli::kVersion);
  app.fallthrough();
  app.add_option("--plugin-path", context.plugin_path, "A folder with plugins, searched first")
      ->allow_extra_args(false);
  app.add_option("--machine", context.machine_file,
                 "Facts of this machine: paths, threads, memory, cache (YAML)");
  app.footer(
      "Examples:\n"
      "  encore simulate lab --preset quickstart    a laboratory to play with\n"
      "  encore check my.yaml                       every mistake of a recipe, at once\n"
      "  encore run my.yaml --out results           run it; run it again to go on\n"
      "  encore plugins describe encore.mel         what a plugin takes\n\n"
      "Each command has --help with examples. Recipes are explained in docs/recipe.md.");
  app.get_formatter()->column_width(34);
}

// A misspelt command, before the parser calls it an unexpected argument.
void require_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return;
  const std::string near = encore::base::nearest(argv[1], names);
  throw encore::base::Error(fmt::format("encore has no command '{}'", argv[1]),
                            near.empty() ? "commands: " + encore::base::join(names, "and")
                                         : fmt::format("did you mean '{}'?", near));
}

int run(int argc, char** argv) {
  encore::cli::Context context;
  context.program = std::filesystem::read_symlink("/proc/self/exe");
  CLI::App app{"Encore: which features of music predict which part of the brain, and how well?"};
  describe(app, context);
  encore::cli::add_run(app, context);
  encore::cli::add_check(app, context);
  encore::cli::add_plan(app, context);
  encore::cli::add_show(app, context);
  encore::cli::add_plugins(app, context);
  encore::cli::add_models(app, context);
  encore::cli::add_simulate(app, context);
  encore::cli::add_cache(app, context);
  encore::cli::add_later(app, context);
  require_command(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return code(Exit::user);
  }
  return context.action();
}

}  // namespace

int main(int argc, char** argv) {
  if (const int status = child(argc, argv); status >= 0) return status;
  encore::base::install_stop_handlers();
  encore::cli::install_crash_handlers();
  return after_output(guarded([&] { return run(argc, argv); }));
}
