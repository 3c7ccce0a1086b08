#include "core/cli/opened.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/blas_kernels.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/text.hpp"
#include "core/recipe/files.hpp"

namespace encore::cli {
namespace {

constexpr plan::Stage kStages[] = {
    plan::Stage::mask,         plan::Stage::prepare, plan::Stage::features, plan::Stage::encode,
    plan::Stage::significance, plan::Stage::ceiling, plan::Stage::compare,  plan::Stage::resample};

// Four fifths of what the machine has.
std::uint64_t default_memory() {
  const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 5 * 4;
}

std::vector<std::string> stage_names() {
  std::vector<std::string> out;
  for (const auto stage : kStages) out.emplace_back(plan::stage_name(stage));
  return out;
}

plan::Force parse_force(const RecipeOptions& options) {
  plan::Force force;
  force.all = options.force_given && options.force.empty();
  for (const auto& name : options.force) {
    bool known = false;
    for (const auto stage : kStages) {
      if (name != plan::stage_name(stage)) continue;
      force.stages.insert(stage);
      known = true;
    }
    if (!known)
      throw base::Error(fmt::format("--force: there is no stage '{}'", name),
                        "stages: " + base::join(stage_names(), "and"));
  }
  return force;
}

}  // namespace

void RecipeOptions::add_to(CLI::App& command) {
  command.add_option("recipe", file, "Recipe (YAML)")->required();
  command.add_option("--out", out, "Folder of the run (default: runs/NAME)");
  command.add_option("--set", set, "Change one value: --set encode.cv.kind=leave-one-run-out")
      ->allow_extra_args(false);
  command.add_option("--only", only, "A part: --only subject=sub-001 --only model=mel,mtf")
      ->allow_extra_args(false);
  command.add_option("--jobs", jobs, "Threads (default: the machine's)")
      ->check(CLI::Range(1u, 1024u));
  command.add_flag("--allow-exec", allow_exec, "Let the recipe run the programs that it names");
  command.add_option("--memory", memory, "Budget, such as 4GiB (default: 80 % of the machine's)");
}

Opened::Opened(const Context& context, const RecipeOptions& options)
    : machine(context.machine()),
      plugins(context.plugins()),
      loaded(recipe::load(options.file, plugins, machine, options.set)) {
  print(loaded.warnings);
  base::Diagnostics bad;
  recipe::check_files(loaded.recipe, plugins, bad);
  bad.throw_if_any();
  base::choose_blas_kernels();
  base::set_threads(options.jobs > 0 ? options.jobs : machine.threads);
  memory = !options.memory.empty()    ? recipe::parse_bytes(options.memory)
           : machine.memory_bytes > 0 ? machine.memory_bytes
                                      : default_memory();
  force = parse_force(options);
  out = options.out.empty() ? std::filesystem::path("runs") / loaded.recipe.name
                            : std::filesystem::path(options.out);
  store = std::make_unique<store::Store>(machine.cache);
  study = std::make_unique<plan::Study>(
      loaded.recipe, plugins, *store, plan::parse_only(options.only),
      recipe::Trust{options.allow_exec, machine.trust},
      [](const std::string& text) { fmt::print(stderr, "warning: {}\n", text); });
}

}  // namespace encore::cli
