// encore simulate: a laboratory with known truth.
#include <fmt/format.h>

#include "core/base/parallel.hpp"
#include "core/cli/command.hpp"
#include "core/cli/terminal.hpp"
#include "core/simulate/simulate.hpp"

namespace encore::cli {

void add_simulate(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("simulate", "A simulated laboratory as a BIDS data set with known truth");
  auto options = std::make_shared<simulate::Options>();
  command->add_option("folder", options->dir, "Where to write it")->required();
  command->add_option("--preset", options->preset, "Size: seconds, a minute, or the real design")
      ->check(CLI::IsMember({"tiny", "quickstart", "brain2music"}))
      ->capture_default_str();
  command->add_option("--design", options->design, "BIDS folder whose events are taken");
  command->add_option("--seed", options->seed, "Another laboratory of the same kind")
      ->capture_default_str();
  command->add_flag("--force", options->force, "Replace an earlier simulation in that folder");
  command->footer(
      "Examples:\n"
      "  encore simulate lab --preset quickstart\n"
      "  encore simulate big --preset brain2music --design data/ds003720");
  command->callback([&context, options] {
    context.action = [&context, options] {
      base::set_threads(context.machine().threads);
      simulate_command(*options);
      return 0;
    };
  });
}

}  // namespace encore::cli
