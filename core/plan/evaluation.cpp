#include "core/plan/evaluation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/align/plan.hpp"
#include "core/base/random.hpp"
#include "core/base/text.hpp"
#include "core/data/clip_id.hpp"
#include "core/data/events.hpp"
#include "core/data/tracks.hpp"
#include "core/encode/trial.hpp"
#include "core/plan/checks.hpp"

namespace encore::plan {
namespace {

using base::Index;
using Group = recipe::Evaluate::Group;

// What a fold tests, where groups have names that mean something.
std::string name_of(const Study& study, const std::vector<std::string>& labels,
                    const std::vector<Index>& rows) {
  const auto group = study.recipe.encode.evaluate.group;
  if (group != Group::column && group != Group::run) return "";
  std::set<std::string> names;
  for (const auto i : rows) names.insert(labels[static_cast<std::size_t>(i)]);
  return fmt::format("{}", fmt::join(names, ","));
}

// What must not be divided. A clip whose artist is not known stands for itself.
std::vector<std::string> labels(const Study& study, const std::vector<align::FitRow>& rows) {
  const auto group = study.recipe.encode.evaluate.group;
  const auto& clips = study.dataset.clips;
  std::vector<data::Track> tracks;
  if (group == Group::artist)
    tracks = data::read_tracks(study.recipe.data.split.tracks.value, clips);
  std::vector<std::string> out;
  for (const auto& row : rows) {
    const auto c = static_cast<std::size_t>(std::max(0, row.clip));
    if (group == Group::column) out.push_back(row.clip < 0 ? "" : column_value(study, clips[c]));
    else if (group == Group::run) out.push_back(fmt::format("run {}", row.run));
    else if (row.clip < 0) out.emplace_back();
    else if (group == Group::artist && !tracks[c].artist.empty())
      out.push_back("artist " + tracks[c].artist);
    else out.push_back("clip " + data::recording_id(clips[c].id));
  }
  return out;
}

Index gap(const recipe::Recipe& recipe) {
  if (recipe.encode.evaluate.gap_tr >= 0) return recipe.encode.evaluate.gap_tr;
  if (recipe.align.mode == recipe::Align::Mode::window) return recipe.align.delay_tr;
  const auto& delays = recipe.align.delays_tr;
  return *std::max_element(delays.begin(), delays.end());
}

std::vector<align::FitRow> of(const std::vector<align::FitRow>& rows,
                              const std::vector<Index>& at) {
  std::vector<align::FitRow> out;
  for (const auto i : at) out.push_back(rows[static_cast<std::size_t>(i)]);
  return out;
}

}  // namespace

std::string column_value(const Study& study, const data::Clip& clip) {
  const auto& column = study.recipe.encode.evaluate.column;
  if (clip.varying.contains(column))
    throw base::Error(fmt::format("clip {} has several values of {}: it cannot be left out by one",
                                  clip.id, column),
                      "take a column that says something of the clip, not of its presentation");
  const auto found = clip.columns.find(column);
  if (found != clip.columns.end()) return data::absent(found->second) ? "" : found->second;
  std::vector<std::string> known;
  for (const auto& [name, value] : clip.columns) known.push_back(name);
  throw base::Error(fmt::format("clip {} has no column {}", clip.id, column),
                    known.empty() ? "columns are those of the events files of a BIDS folder"
                                  : "its events file has " + base::join(known, "and"));
}

std::vector<align::FitRow> all_rows(const align::RowPlan& rows) {
  auto all = rows.train;
  all.insert(all.end(), rows.test.begin(), rows.test.end());
  return all;
}

std::vector<encode::LeftOut> evaluation_folds(const Study& study, const align::RowPlan& plan,
                                              std::size_t subject) {
  const auto& evaluate = study.recipe.encode.evaluate;
  const auto rows = all_rows(plan);
  // One deal for all subjects, where they heard the same.
  const auto seed = base::seed_for(study.recipe.seed, fmt::format("evaluate/{}", evaluate.seed));
  const auto& use = study.recipe.encode.regression;
  plugin::Regression regression(study.plugin(use), use.params, {});
  try {
    const auto label = labels(study, rows);
    std::set<std::string> distinct(label.begin(), label.end());
    distinct.erase("");
    const int folds = evaluate.folds > 0 ? evaluate.folds : static_cast<int>(distinct.size());
    if (folds < 2)
      throw base::Error(fmt::format("{} has {} among these clips; leaving it out leaves nothing",
                                    evaluate.column, folds == 1 ? "one value" : "no value"));
    const auto fold = encode::deal(label, folds, seed);
    auto out = encode::left_out(rows, plan.places, fold, folds, gap(study.recipe));
    for (auto& f : out) {
      f.name = name_of(study, label, f.test);
      if (f.test.size() < 3)
        throw base::Error(fmt::format("a fold of {} tests on {} rows, too few for a correlation",
                                      study.dataset.subjects[subject].id, f.test.size()));
      encode::folds_for(regression, of(rows, f.train), study.recipe.encode);
    }
    return out;
  } catch (const base::Error& e) {
    throw base::Error(evaluate.at, fmt::format("encode.evaluate: {}", e.what()), e.hint());
  }
}

void check_evaluation(const Study& study, base::Diagnostics& bad) {
  if (study.recipe.encode.evaluate.kind == recipe::Evaluate::Kind::fixed) return;
  for (std::size_t s = 0; s < study.dataset.subjects.size(); ++s) {
    try {
      for (const auto m : study.models)
        if (study.ceiling_model(s, m) == m)  // the first with these rows
          evaluation_folds(
              study,
              align::plan_rows(study.dataset.subjects[s], study.rows(s), study.recipe.data,
                               study.recipe.align, study.window(s, m)),
              s);
    } catch (const base::Error& e) {
      bad.error(e.at(), e.what(), e.hint());
      return;
    }
  }
}

}  // namespace encore::plan
