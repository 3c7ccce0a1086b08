// encore simulate: a laboratory with known truth.
#include "core/simulate/simulate.hpp"

#include <fmt/format.h>

#include <memory>

#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/cli/command.hpp"
#include "core/cli/terminal.hpp"

namespace encore::cli {
namespace {

int run_simulation(const simulate::Options& options, bool quiet) {
  Terminal terminal(quiet);
  const auto report = simulate::simulate(options, [&](double fraction, std::string_view what) {
    base::check_stop();
    terminal.bar("simulate", fraction, what);
  });
  terminal.line(fmt::format(
      "{} {}: SIMULATED data, preset {}, {} subjects, {} runs, {} recordings, {} brain voxels",
      report.was_complete ? "found" : "wrote", report.dir.string(), report.preset, report.subjects,
      report.runs, report.recordings, report.brain_voxels));
  return 0;
}

}  // namespace

void add_simulate(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("simulate", "A simulated laboratory as a BIDS data set with known truth");
  auto options = std::make_shared<simulate::Options>();
  auto quiet = std::make_shared<bool>(false);
  auto jobs = std::make_shared<unsigned>(0);
  command->add_option("folder", options->dir, "Where to write it")->required();
  command->add_option("--preset", options->preset, "Size: seconds, a minute, or the real design")
      ->check(CLI::IsMember({"tiny", "quickstart", "brain2music"}))
      ->capture_default_str();
  command->add_option("--design", options->design, "BIDS folder whose events are taken");
  command->add_option("--seed", options->seed, "Another laboratory of the same kind")
      ->capture_default_str();
  command->add_option("--jobs", *jobs, "Threads (default: the machine's)");
  command->add_flag("--force", options->force, "Replace an earlier simulation in that folder");
  command->add_flag("--quiet", *quiet, "No progress");
  command->footer(
      "Examples:\n"
      "  encore simulate lab --preset quickstart\n"
      "  encore simulate big --preset brain2music --design data/ds003720");
  command->callback([&context, options, quiet, jobs] {
    context.action = [&context, options, quiet, jobs] {
      base::set_threads(*jobs > 0 ? *jobs : context.machine().threads);
      return run_simulation(*options, *quiet);
    };
  });
}

}  // namespace encore::cli
