// encore models: model folders, and whether their networks say here what they said elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/text.hpp"
#include "core/cli/command.hpp"
#include "core/cli/model_check.hpp"

namespace encore::cli {
namespace {

std::string title(const ModelFacts& model) {
  return fmt::format("{} ({}, {})", model.name, model.role, model.license);
}

int print_check(const ModelFacts& model, const std::vector<ModelComparison>& results) {
  fmt::print("{}\n{:<6} {:<10} {:<28} {:>12} {:>12} {:>10}\n", title(model), "part", "layer",
             "output", "rows", "difference", "allowed");
  std::size_t agree = 0, differ = 0;
  for (const auto& r : results) {
    const bool whole = r.rows == r.reference_rows;
    const std::string rows =
        whole ? fmt::format("{}", r.rows) : fmt::format("{} of {}", r.rows, r.reference_rows);
    if (r.compared())
      fmt::print("{:<6} {:<10} {:<28} {:>12} {:>12.2e} {:>10.1e}{}\n", r.part, r.output.layer,
                 r.output.name, rows, r.difference, r.allowed, r.passed() ? "" : "  DIFFERS");
    else
      fmt::print("{:<6} {:<10} {:<28} NOT COMPARED: {}\n", r.part, r.output.layer, r.output.name,
                 r.reason);
    agree += r.passed() ? 1 : 0;
    differ += r.compared() && !r.passed() ? 1 : 0;
  }
  const std::size_t n = results.size(), unknown = n - agree - differ;
  if (agree == n) fmt::print("{} outputs agree with the reference\n", n);
  else
    fmt::print("{} of {} outputs differ from the reference, {} not compared\n", differ, n, unknown);
  return static_cast<int>(agree == n ? base::Exit::done : base::Exit::task_failed);
}

std::vector<std::string> names_of(const std::vector<std::filesystem::path>& folders) {
  std::vector<std::string> out;
  for (const auto& folder : folders) out.push_back(folder.string());
  return out;
}

// A line for each folder; one that cannot be used has the reason instead.
int list(const std::vector<std::filesystem::path>& folders) {
  const auto found = find_models(folders);
  std::size_t broken = 0;
  for (const auto& folder : found) try {
      const auto model = read_model_facts(folder);
      std::string parts = model.audio.outputs.empty() ? "" : "sound";
      if (!model.text.outputs.empty()) parts += parts.empty() ? "text" : ", text";
      fmt::print("{:<28} {:<14} {:<12} {:<24} {}\n", model.name, model.role, parts, model.license,
                 folder.string());
    } catch (const base::Error& e) {
      ++broken;
      fmt::print("{:<28} BROKEN: {}\n", folder.filename().string(),
                 e.at().file.empty() ? e.what() : base::at_line(e.at(), e.what()));
    }
  if (found.empty())
    fmt::print(
        "No model folders were found in {} or directly below; docs/models.md says how to make "
        "one.\n",
        folders.empty() ? "`paths` of the machine file" : base::join(names_of(folders), "and"));
  return static_cast<int>(broken == 0 ? base::Exit::done : base::Exit::task_failed);
}

void add_check_model(CLI::App& models, Context& context) {
  auto* check =
      models.add_subcommand("check", "Do its networks agree with the library they are from?");
  auto folder = std::make_shared<std::string>();
  check->add_option("folder", *folder, "A model folder, with model.yaml")->required();
  check->callback([&context, folder] {
    context.action = [&context, folder] {
      const auto model = read_model_facts(*folder);
      const auto machine = context.machine();
      base::set_threads(machine.threads);
      return print_check(model, check_model(model, context.plugins(), base::threads()));
    };
  });
}

void add_list_models(CLI::App& models, Context& context) {
  auto* list_models = models.add_subcommand("list", "Model folders, their role and licence");
  auto folders = std::make_shared<std::vector<std::string>>();
  list_models->add_option("folders", *folders,
                          "Where to look: these folders and those directly below them, no deeper "
                          "(default: `paths` of the machine file)");
  list_models->callback([&context, folders] {
    context.action = [&context, folders] {
      std::vector<std::filesystem::path> where(folders->begin(), folders->end());
      for (const auto& folder : where)
        if (!std::filesystem::is_directory(folder))
          throw base::Error(fmt::format("there is no folder {}", folder.string()),
                            "name a model folder, or one that holds model folders");
      if (where.empty())
        for (const auto& [name, path] : context.machine().paths) where.emplace_back(path);
      return list(where);
    };
  });
}

}  // namespace

void add_models(CLI::App& app, Context& context) {
  auto* models = app.add_subcommand("models", "Networks in model folders: list and check them");
  models->require_subcommand(1);
  models->footer(
      "Examples:\n"
      "  encore models list ~/models          # and the folders directly below it\n"
      "  encore models check ~/models/clap-music");
  add_check_model(*models, context);
  add_list_models(*models, context);
}

}  // namespace encore::cli
