// models/: the fits that encode.keep names, for other recipes to apply.
#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/encode/kept.hpp"
#include "core/plan/fitted.hpp"
#include "core/results/write.hpp"
#include "core/run/execute.hpp"

namespace encore::results {
namespace {

namespace fs = std::filesystem;

// A hard link costs no disk; where it is not possible, the file is copied.
void put(const fs::path& from, const fs::path& folder) {
  const auto to = folder / from.filename();
  std::error_code ec;
  fs::create_hard_link(from, to, ec);
  if (!ec) return;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, ec);
  if (ec) throw base::Error(fmt::format("cannot write {}: {}", to.string(), ec.message()));
  base::sync_path(to);
}

}  // namespace

void write_models(const plan::Study& study, const plan::Plan& plan, const run::Outcome& outcome,
                  const fs::path& out) {
  const auto finished = outcome.finished();
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    const auto& task = plan.tasks[i];
    if (task.stage != plan::Stage::encode || !study.is_kept(task.model) || !finished[i]) continue;
    const auto folder = plan::kept_folder(out, study.dataset.subjects[task.subject].id,
                                          study.recipe.encode.models[task.model].name);
    std::error_code ec;
    fs::remove_all(folder, ec);
    base::make_folder(folder);
    for (const auto& file : encode::kept_files(run::entry(study, task))) put(file, folder);
  }
}

}  // namespace encore::results
