// core/cli/command.hpp: the commands of the program, one file each.
//
// A command adds itself to the application and sets `action`; main runs it and turns exceptions
// into messages and exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/plugin/catalog.hpp"
#include "core/recipe/load.hpp"
#include "core/recipe/machine.hpp"

namespace encore::cli {

// What all commands share. Lives as long as the program.
struct Context {
  std::filesystem::path program;  // absolute
  std::vector<std::string> plugin_path;
  std::string machine_file;
  std::function<int()> action;  // of the command that was given

  recipe::Machine machine() const;
  plugin::Catalog plugins() const;
};

void add_run(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);
void add_plan(CLI::App& app, Context& context);
void add_show(CLI::App& app, Context& context);
void add_plugins(CLI::App& app, Context& context);
void add_models(CLI::App& app, Context& context);
void add_simulate(CLI::App& app, Context& context);
void add_cache(CLI::App& app, Context& context);
// Commands of the contract that this version does not have: they say so and exit with 2.
void add_later(CLI::App& app, Context& context);

// Prints diagnostics on standard error.
void print(const std::vector<base::Diagnostic>& diagnostics);

}  // namespace encore::cli
