// encore show: a recipe fully resolved, each value with its origin.
#include "core/recipe/show.hpp"

#include <fmt/format.h>

#include <memory>

#include "core/cli/command.hpp"

namespace encore::cli {

void add_show(CLI::App& app, Context& context) {
  auto* show =
      app.add_subcommand("show", "The recipe fully resolved, with the origin of each value");
  auto file = std::make_shared<std::string>();
  auto overrides = std::make_shared<std::vector<std::string>>();
  show->add_option("recipe", *file, "Recipe (YAML)")->required();
  show->add_option("--set", *overrides, "Change one value: --set seed=7")->allow_extra_args(false);
  show->footer("Example:\n  encore show recipes/quickstart.yaml --machine machine.yaml");
  show->callback([&context, file, overrides] {
    context.action = [&context, file, overrides] {
      const auto loaded = recipe::load(*file, context.plugins(), context.machine(), *overrides);
      print(loaded.warnings);
      fmt::print("{}", recipe::show(loaded));
      return 0;
    };
  });
}

}  // namespace encore::cli
