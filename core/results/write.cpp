#include "core/results/write.hpp"

#include <fmt/format.h>

#include "core/base/file.hpp"
#include "core/results/group.hpp"
#include "core/results/profile.hpp"
#include "core/results/ranking.hpp"
#include "core/results/resampled.hpp"
#include "core/results/scores.hpp"

namespace encore::results {
namespace {

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\t') c = ' ';
  return text.empty() ? "n/a" : text;
}

}  // namespace

void write_tasks(const plan::Plan& plan, const run::Outcome& outcome,
                 const std::filesystem::path& file) {
  std::string text = "task\tstate\treason\tseconds\tpeak_memory_mib\thash\tmessage\n";
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    const auto& task = plan.tasks[i];
    const auto& record = outcome.records[i];
    text += fmt::format("{}\t{}\t{}\t{:.3f}\t{}\t{}\t{}\n", task.id, run::state_name(record.state),
                        one_line(task.reason), record.seconds, record.peak_memory >> 20, task.hash,
                        one_line(record.message));
  }
  base::write_text(file, text);
}

void write_all(const Results& results, const plan::Study& study, const plan::Plan& plan,
               const run::Outcome& outcome, const Host& host, const std::filesystem::path& out) {
  base::write_text(out / "recipe.yaml", study.recipe.text);
  write_lock(results, study, plan, host, out / "recipe.lock.yaml");
  base::write_text(out / "scores.tsv", to_tsv(scores(results)));
  if (const auto rows = ranking(results); !rows.empty())
    base::write_text(out / "ranking.tsv", to_tsv(rows));
  if (!results.group.empty()) base::write_text(out / "group.tsv", to_tsv(results.group));
  if (const auto text = resampled_tsv(results); !text.empty())
    base::write_text(out / "resampled.tsv", text);
  if (const auto rows = profiles(results); !rows.empty())
    base::write_text(out / "profile.tsv", to_tsv(rows));
  if (!study.leaks.empty() || !study.recipe.data.split.tracks.value.empty())
    base::write_text(out / "leakage.tsv", data::to_tsv(study.leaks));
  write_tasks(plan, outcome, out / "tasks.tsv");
  write_hdf5(results, study, plan, out / "results.h5");
  write_maps(results, study, plan, out / "maps");
  write_models(study, plan, outcome, out);
}

}  // namespace encore::results
