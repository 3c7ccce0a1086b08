// encore plan: what would run, what is cached, and why. encore check: every mistake of a recipe.
#include "core/plan/plan.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/cli/command.hpp"
#include "core/cli/opened.hpp"

namespace encore::cli {
namespace {

struct PlanOptions {
  RecipeOptions recipe;
  std::string dag;
  bool json = false;
};

// Says which programs a run needs somebody's word for.
void note_programs(const plan::Study& study) {
  for (std::size_t f = 0; f < study.recipe.features.size(); ++f)
    for (const auto& program : study.untrusted(f))
      fmt::print(stderr,
                 "note: feature {} runs the program {}: `encore run` will need --allow-exec, or "
                 "trust in the machine file\n",
                 study.recipe.features[f].name, program);
}

// What is doubtful about the data, and about the recipe on them.
void tell_warnings(const plan::Study& study) {
  for (const auto& text : study.dataset.warnings) fmt::print(stderr, "warning: {}\n", text);
}

int show_plan(const Context& context, const PlanOptions& options) {
  const Opened opened(context, options.recipe);
  tell_warnings(*opened.study);
  const auto plan =
      plan::make_plan(*opened.study, opened.out, opened.force,
                      [](const std::string& text) { fmt::print(stderr, "warning: {}\n", text); });
  note_programs(*opened.study);
  if (options.json) fmt::print("{}", plan::to_json(plan));
  else if (options.dag == "dot") fmt::print("{}", plan::to_dot(plan));
  else if (options.dag == "mermaid") fmt::print("{}", plan::to_mermaid(plan));
  else fmt::print("{}", plan::to_text(plan));
  plan::require_memory(plan, opened.memory);
  return 0;
}

int check(const Context& context, const RecipeOptions& options) {
  const Opened opened(context, options);
  tell_warnings(*opened.study);
  note_programs(*opened.study);
  fmt::print("{}: no mistake found ({}, {})\n", options.file,
             base::counted(opened.study->dataset.subjects.size(), "subject"),
             base::counted(opened.study->models.size(), "model"));
  return 0;
}

}  // namespace

void add_plan(CLI::App& app, Context& context) {
  auto* plan = app.add_subcommand("plan", "What would run, what is cached, and why");
  auto options = std::make_shared<PlanOptions>();
  options->recipe.add_to(*plan);
  plan->add_option("--dag", options->dag, "The graph of tasks instead of the table")
      ->check(CLI::IsMember({"text", "dot", "mermaid"}));
  plan->add_flag("--json", options->json, "As JSON");
  plan->footer(
      "Examples:\n  encore plan my.yaml\n  encore plan my.yaml --dag dot | dot -Tsvg > plan.svg");
  plan->callback([&context, options] {
    context.action = [&context, options] { return show_plan(context, *options); };
  });
}

void add_check(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("check", "Every mistake of a recipe, without running it");
  auto options = std::make_shared<RecipeOptions>();
  options->add_to(*command);
  command->footer("Example:\n  encore check recipes/quickstart.yaml --machine machine.yaml");
  command->callback([&context, options] {
    context.action = [&context, options] { return check(context, *options); };
  });
}

}  // namespace encore::cli
