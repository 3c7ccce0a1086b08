#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/align/plan.hpp"
#include "core/encode/trial.hpp"
#include "core/plan/checks.hpp"
#include "core/plan/study.hpp"
#include "core/plan/test_orders.hpp"
#include "core/recipe/keys.hpp"
#include "core/stats/orders.hpp"

namespace encore::plan {
namespace {

using base::Index;

class RowsCheck {
 public:
  RowsCheck(const Study& study, base::Diagnostics& bad)
      : study_(study), recipe_(study.recipe), bad_(bad) {}

  void subject(std::size_t s) {
    subject_ = s;
    rows_ = study_.rows(s);
    plans_.clear();
    for (const auto m : study_.models) model(s, m, true);
    for (const auto m : study_.parts) model(s, m, false);
  }

 private:
  // The rows of a model depend on its window, and in window mode on its delay.
  void model(std::size_t s, std::size_t m, bool is_tested) {
    const auto align = study_.align(m);
    const bool single = recipe_.encode.models[m].delay_tr.has_value();
    const auto& place = single ? recipe_.encode.profile.at : recipe_.align.at;
    const align::RowPlan* plan = nullptr;
    at(place, [&] {
      try {
        plan = &plan_of(s, align, study_.window(s, m));
      } catch (const base::Error& e) {
        if (!single) throw;
        throw base::Error(
            place, fmt::format("encode.profile: at a delay of {} TR {}", align.delay_tr, e.what()),
            e.hint());
      }
    });
    if (plan == nullptr) return;
    at(place, [&] {
      if (!study_.is_fitted(m)) folds(*plan);
    });
    for (const auto* rows : {&plan->train, &plan->test})
      at(place, [&] { delays(*plan, *rows, align, single ? "encode.profile" : "align"); });
    if (is_tested) blocks(*plan);
  }

  const align::RowPlan& plan_of(std::size_t s, const recipe::Align& align,
                                const align::Window& window) {
    const std::pair key(window, window.s > 0 ? align.delay_tr : 0);
    auto known = plans_.find(key);
    if (known == plans_.end())
      known = plans_
                  .emplace(key, align::plan_rows(study_.dataset.subjects[s], rows_, recipe_.data,
                                                 align, window))
                  .first;
    return known->second;
  }

  // Runs a check; what it says stands at its own place, else at `place`, and only once.
  template <class Check>
  void at(const base::Location& place, const Check& check) {
    try {
      check();
    } catch (const base::Error& e) {
      if (said_.insert(e.what()).second)
        bad_.error(e.at().file.empty() ? place : e.at(), e.what(), e.hint());
    }
  }

  void folds(const align::RowPlan& plan) const {
    const auto& use = recipe_.encode.regression;
    plugin::Regression regression(study_.plugin(use), use.params, {});
    encode::folds_for(regression, plan.train, recipe_.encode);
  }

  // Volumes of the longest of the runs that rows come from.
  static Index longest(const align::RowPlan& plan, const std::vector<align::FitRow>& rows) {
    Index volumes = 0;
    for (const auto& row : rows)
      for (const auto v : row.volumes)
        volumes = std::max(volumes, plan.places[static_cast<std::size_t>(v)].volume + 1);
    return volumes;
  }

  // A delay that leaves every run makes columns of zeros.
  void delays(const align::RowPlan& plan, const std::vector<align::FitRow>& rows,
              const recipe::Align& align, const char* section) const {
    if (align.mode != recipe::Align::Mode::fir) return;
    const int largest = *std::max_element(align.delays_tr.begin(), align.delays_tr.end());
    const Index volumes = longest(plan, rows);
    if (rows.empty() || largest < volumes) return;
    throw base::Error(
        fmt::format("{}.delays_tr: a delay of {} TR leaves every {} run of {}: the longest has {} "
                    "volumes",
                    section, largest, &rows == &plan.train ? "training" : "test",
                    study_.dataset.subjects[subject_].id, volumes),
        "delays are counted in volumes: 2 to 4 of them for a TR of 2 s");
  }

  void blocks(const align::RowPlan& plan) {
    const auto& stats = recipe_.stats;
    const auto& test = stats.significance;
    if (test.enabled && test.test != recipe::Significance::Test::gaussian)
      at(test.at, [&] {
        test_orders(test, plan.test, 1, 0);
        doubt(test.at, "stats.significance", short_of_rows(test, plan.test));
      });
    if (test.enabled) repeats_apart(plan);
    // Models are compared by clips where there are some, else by the same blocks.
    const bool by_clips = has_clips(plan.test);
    if (!stats.compare.enabled || !study_.is_compared()) return;
    at(stats.compare.at, [&] {
      if (by_clips && joined_clips(stats.compare.block_clips, plan.test).units < 2)
        throw base::Error(
            fmt::format(
                "stats.compare.block_clips: {} clips together leave one stretch of the test "
                "set; a bootstrap needs two",
                stats.compare.block_clips),
            "leave block_clips out, or make it smaller");
      if (by_clips)
        return doubt(stats.compare.at, "stats.compare",
                     short_of_clips(stats.compare.block_clips, plan.test));
      stats::block_orders(align::runs_of(plan.test), block_rows(test.block_tr, plan.test), 1, 0);
    });
  }

  void repeats_apart(const align::RowPlan& plan) {
    using Test = recipe::Significance::Test;
    const auto& test = recipe_.stats.significance;
    if (test.test == Test::clip_permutation || test.test == Test::gaussian ||
        !align::has_repeats_apart(plan.test))
      return;
    const auto message = fmt::format(
        "stats.significance: clips are presented several times and not averaged, but {} moves each "
        "presentation apart: p is too small",
        recipe::test_name(test.test));
    if (said_.insert(message).second)
      bad_.warning(test.at, message,
                   "set data.split.average_repeats: true, or take test: clip-permutation");
  }

  void doubt(const base::Location& place, const char* section,
             const std::optional<std::string>& what) {
    if (!what) return;
    const auto message = fmt::format("{}: {}", section, *what);
    if (said_.insert(message).second)
      bad_.warning(place, message, "more test rows allow longer stretches");
  }

  const Study& study_;
  const recipe::Recipe& recipe_;
  base::Diagnostics& bad_;
  std::size_t subject_ = 0;
  std::vector<data::Row> rows_;
  std::map<std::pair<align::Window, int>, align::RowPlan> plans_;
  std::set<std::string> said_;
};

}  // namespace

void check_rows(const Study& study, base::Diagnostics& bad) {
  RowsCheck check(study, bad);
  for (std::size_t s = 0; s < study.dataset.subjects.size(); ++s) {
    check.subject(s);
    if (study.from_arrays()) return;  // all subjects have the same rows
  }
}

}  // namespace encore::plan
