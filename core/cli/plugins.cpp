// encore plugins: what is installed, what a plugin takes, whether it keeps the contract, a new one.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/cli/command.hpp"
#include "core/plugin/check/check.hpp"
#include "core/plugin/listing.hpp"
#include "core/plugin/scaffold.hpp"

namespace encore::cli {
namespace {

void add_list(CLI::App& plugins, Context& context) {
  auto* list =
      plugins.add_subcommand("list", "Every plugin; libraries that cannot be used, and why");
  auto json = std::make_shared<bool>(false);
  list->add_flag("--json", *json, "As JSON");
  list->callback([&context, json] {
    context.action = [&context, json] {
      const auto catalog = context.plugins();
      if (*json) fmt::print("{}\n", plugin::list_json(catalog).dump(2));
      else fmt::print("{}", plugin::list(catalog));
      return 0;
    };
  });
}

void add_describe(CLI::App& plugins, Context& context) {
  auto* describe = plugins.add_subcommand("describe", "One plugin and its parameters");
  auto id = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  describe->add_option("id", *id, "For example encore.mel")->required();
  describe->add_flag("--json", *json, "As JSON");
  describe->callback([&context, id, json] {
    context.action = [&context, id, json] {
      const auto catalog = context.plugins();
      const auto& info = plugin::find_or_throw(catalog, *id);
      if (*json) fmt::print("{}\n", plugin::describe_json(info).dump(2));
      else fmt::print("{}", plugin::describe(info));
      return 0;
    };
  });
}

void add_check_plugin(CLI::App& plugins, Context& context) {
  auto* check = plugins.add_subcommand("check", "Does a plugin library keep the contract?");
  auto options = std::make_shared<plugin::CheckOptions>();
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  check->add_option("file", *file, "A library, NAME.encoreplugin.so")->required();
  check->add_option("--only", options->only, "Tests whose name matches, with * and ?");
  check->add_option("--plugin", options->plugin, "One id of the library");
  check->add_option("--with", options->with, "Parameters, such as '{column: genre}'");
  check->add_flag("--in-process", options->in_process, "No child processes: for a debugger");
  check->add_flag("--json", *json, "As JSON");
  check->callback([&context, options, file, json] {
    context.action = [&context, options, file, json] {
      const auto results = plugin::check(*file, context.program, *options);
      if (*json) fmt::print("{}\n", plugin::check_json(results).dump(2));
      else fmt::print("{}", plugin::check_table(results));
      return plugin::passed(results) ? 0 : static_cast<int>(base::Exit::task_failed);
    };
  });
}

void add_new(CLI::App& plugins, Context& context) {
  auto* make = plugins.add_subcommand("new", "A plugin project of your own, from the template");
  auto kind = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  make->add_option("kind", *kind, "features, regression, retrieval or generator")->required();
  make->add_option("name", *name, "a-z, 0-9 and dashes: my-ridge")->required();
  make->add_option("--dir", *folder, "Where to write it (default: ./NAME)");
  make->callback([&context, kind, name, folder] {
    context.action = [&context, kind, name, folder] {
      const std::filesystem::path target = folder->empty() ? *name : *folder;
      for (const auto& file :
           plugin::new_plugin(*kind, *name, target, plugin::template_folder(context.program)))
        fmt::print("{}\n", file.string());
      fmt::print("next: {}\n", (target / "README.md").string());
      return 0;
    };
  });
}

}  // namespace

void add_plugins(CLI::App& app, Context& context) {
  auto* plugins = app.add_subcommand("plugins", "List, describe, check and write plugins");
  plugins->require_subcommand(0, 1);
  plugins->footer(
      "Examples:\n"
      "  encore plugins list\n"
      "  encore plugins describe encore.ridge\n"
      "  encore plugins new regression my-ridge\n"
      "  encore plugins check my-ridge/build/my-ridge.encoreplugin.so");
  add_list(*plugins, context);
  add_describe(*plugins, context);
  add_check_plugin(*plugins, context);
  add_new(*plugins, context);
  plugins->callback([&context, plugins] {
    if (plugins->get_subcommands().empty())
      context.action = [&context] {
        fmt::print("{}", plugin::list(context.plugins()));
        return 0;
      };
  });
}

}  // namespace encore::cli
