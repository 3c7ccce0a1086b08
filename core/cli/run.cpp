// encore run: works a recipe off and prints the table.
#include "core/run/run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/cli/command.hpp"
#include "core/cli/log.hpp"
#include "core/cli/opened.hpp"
#include "core/cli/terminal.hpp"
#include "core/cli/version.hpp"
#include "core/results/scores.hpp"
#include "core/results/table.hpp"
#include "core/results/write.hpp"

namespace encore::cli {
namespace {

struct RunOptions {
  RecipeOptions recipe;
  bool quiet = false, json = false;
};

void make_run_folder(const std::filesystem::path& folder) {
  try {
    base::make_folder(folder);
  } catch (const base::Error& e) {
    throw base::Error(e.what(), "choose another folder with --out");
  }
}

// A run would take the models that it applies out of their folder.
void keep_fitted_run(const Opened& opened) {
  const auto& fitted = opened.study->recipe.encode.fitted.run;
  std::error_code ec;
  if (fitted.value.empty() || !std::filesystem::equivalent(fitted.value, opened.out, ec)) return;
  throw base::Error(
      fitted.at,
      fmt::format("the run would be written over that of encode.fitted, {}", opened.out.string()),
      "choose another folder with --out");
}

// Files of these names may be somebody's own where no run was.
void keep_foreign_files(const std::filesystem::path& folder) {
  std::error_code ec;
  if (std::filesystem::exists(folder / ".encore", ec)) return;
  auto names = results::files_of_a_run();
  names.emplace_back("log.txt");
  for (const auto& name : names)
    if (std::filesystem::exists(folder / name, ec))
      throw base::Error(fmt::format("{} has a file {} that is of no run of Encore, and a run would "
                                    "write over it",
                                    folder.string(), name),
                        "choose another folder with --out, or move the file");
}

// Keeps a second run out of the same folder for as long as it lives. The kernel lets go of the
// lock when the process ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder) {
    const auto file = folder / ".encore" / "lock";
    make_run_folder(file.parent_path());
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) throw base::Error("cannot write in " + folder.string());
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(fd_);
    throw base::Error("another run is writing to " + folder.string(),
                      "wait for it, or choose another folder with --out");
  }
  ~FolderLock() { ::close(fd_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

// Files of an earlier run that this one did not write again.
void tell_what_is_gone(const Opened& opened, const std::vector<std::filesystem::path>& removed,
                       Log& log) {
  const auto gone = std::count_if(removed.begin(), removed.end(),
                                  [](const auto& path) { return !std::filesystem::exists(path); });
  if (gone > 0)
    log.warning(
        fmt::format("{} of an earlier run removed from {}, since this run has no such "
                    "results; they stay in the store",
                    base::counted(static_cast<std::size_t>(gone), "file"), opened.out.string()));
}

// Everything is in the store by now, so a folder that cannot be written costs no computation.
void write_results(const Opened& opened, const results::Results& found, const plan::Plan& plan,
                   const run::Outcome& outcome, const std::string& command, Log& log) {
  results::Host host{kVersion, command, {}};
  for (const auto& origin : opened.loaded.origins)
    host.resolved.emplace_back(origin.key, origin.value);
  try {
    const auto removed = results::clear(opened.out);
    results::write_all(found, *opened.study, plan, outcome, host, opened.out);
    tell_what_is_gone(opened, removed, log);
  } catch (const base::Error& e) {
    throw base::Error(e.at(), e.what(),
                      "all that was computed is kept: make room, or choose another folder with "
                      "--out, and run again",
                      base::Exit::task_failed);
  }
}

void print_results(const Opened& opened, const results::Results& found, bool json) {
  if (json) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& s : results::scores(found))
      list.push_back({{"subject", s.subject},
                      {"stage", s.stage},
                      {"model", s.model},
                      {"roi", s.roi},
                      {"metric", s.metric},
                      {"value", s.value},
                      {"n", s.n}});
    fmt::print("{}\n", nlohmann::json{{"out", opened.out.string()}, {"scores", list}}.dump(2));
    return;
  }
  for (const auto& text :
       {results::table(found), results::ceiling_table(found), results::resampled_table(found),
        results::partition_table(found), results::profile_table(found),
        results::overlap_table(found), results::group_table(found)})
    fmt::print("{}", text);
  fmt::print("\n");
  fmt::print("scores    {}\n", (opened.out / "scores.tsv").string());
  for (const char* folder : {"maps", "models"})
    if (std::filesystem::exists(opened.out / folder))
      fmt::print("{:<9} {}\n", folder, (opened.out / folder).string());
  fmt::print("per voxel {}\n", (opened.out / "results.h5").string());
}

// What decides the numbers of a run, as typed.
std::string command_line(const RecipeOptions& options) {
  std::string text = "encore run " + options.file;
  for (const auto& s : options.set) text += " --set " + s;
  for (const auto& o : options.only) text += " --only " + o;
  if (options.allow_exec) text += " --allow-exec";
  return text;
}

int run_recipe(const Context& context, const RunOptions& options, const std::string& command) {
  Terminal terminal(options.quiet);
  const Opened opened(context, options.recipe);
  keep_fitted_run(opened);
  keep_foreign_files(opened.out);
  const FolderLock lock(opened.out);
  Log log(opened.out / "log.txt", terminal);
  log.note(command);
  for (const auto& d : opened.loaded.warnings)
    log.note("warning: " + base::at_line(d.at, d.message));
  for (const auto& text : opened.study->dataset.warnings) log.warning(text);

  const auto plan = plan::make_plan(*opened.study, opened.out, opened.force,
                                    [&](const std::string& text) { log.warning(text); });
  plan::require_trusted(plan, *opened.study);
  plan::require_memory(plan, opened.memory);
  const auto outcome = run::run(*opened.study, plan, {opened.out, opened.memory}, log);
  plan::remember_keys(plan, outcome.finished(), opened.out);

  const auto found = results::collect(*opened.study, plan, outcome);
  for (const auto& text : found.warnings) log.warning(text);
  write_results(opened, found, plan, outcome, command, log);
  print_results(opened, found, options.json);
  if (outcome.failed() == 0) return 0;
  fmt::print(stderr, "{} of {} tasks failed or were skipped; see {}\n", outcome.failed(),
             plan.tasks.size(), (opened.out / "tasks.tsv").string());
  return static_cast<int>(base::Exit::task_failed);
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  auto* run = app.add_subcommand("run", "Run a recipe; run it again to go on where it stopped");
  auto options = std::make_shared<RunOptions>();
  options->recipe.add_to(*run);
  auto* force =
      run->add_option("--force", options->recipe.force, "Compute again, all of it or one stage")
          ->expected(0, 1);
  run->add_flag("--quiet", options->quiet, "No progress, only the table");
  run->add_flag("--json", options->json, "Scores as JSON instead of the table");
  run->footer(
      "Examples:\n"
      "  encore run my.yaml\n"
      "  encore run my.yaml --only subject=sub-001 --set stats.significance.draws=100\n"
      "  encore run my.yaml --force encode");
  run->callback([&context, options, force] {
    options->recipe.force_given = force->count() > 0;
    std::erase(options->recipe.force, "");
    context.action = [&context, options] {
      return run_recipe(context, *options, command_line(options->recipe));
    };
  });
}

}  // namespace encore::cli
