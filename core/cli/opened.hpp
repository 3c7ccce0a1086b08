// core/cli/opened.hpp: what the commands that take a recipe share: options, and all that is opened.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/cli/command.hpp"
#include "core/plan/plan.hpp"
#include "core/store/store.hpp"

namespace encore::cli {

struct RecipeOptions {
  std::string file, out, memory;
  std::vector<std::string> set, only, force;
  bool force_given = false, allow_exec = false;
  unsigned jobs = 0;
  void add_to(CLI::App& command);
};

// A recipe, checked and opened. Everything in it borrows from the members above it.
struct Opened {
  Opened(const Context& context, const RecipeOptions& options);
  Opened(const Opened&) = delete;

  recipe::Machine machine;
  plugin::Catalog plugins;
  recipe::Loaded loaded;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<plan::Study> study;
  std::filesystem::path out;
  std::uint64_t memory = 0;
  plan::Force force;
};

}  // namespace encore::cli
