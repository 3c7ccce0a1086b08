#include "core/align/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::align {
namespace {

using Rows = std::vector<data::Row>;

// Rows of a run are consecutive volumes, of which the first is the first that was kept.
std::vector<Place> place(const Rows& rows, int dropped) {
  std::map<std::int32_t, Index> next;
  std::vector<Place> places;
  places.reserve(rows.size());
  for (const auto& row : rows) {
    const auto [it, fresh] = next.try_emplace(row.run, dropped);
    places.push_back({row.run, it->second++});
  }
  return places;
}

void check_counts(const data::Subject& subject, const std::vector<Place>& places,
                  const recipe::Prepare& prepare) {
  std::map<std::int32_t, Index> kept;
  for (const auto& p : places) ++kept[p.run];
  for (const auto& run : subject.runs) {
    const Index expected = run.volumes - prepare.drop_leading_tr - prepare.drop_trailing_tr;
    if (kept[run.number] != expected)
      throw base::Error(fmt::format("{} {}: {} prepared volumes where the design has {}",
                                    subject.id, run.label, kept[run.number], expected));
  }
}

// Joins rows of the test set that show the same moment of the same clip. A scrubbed row keeps the
// place of its moment for later repeats, so that rows stay in the order of time.
class Averager {
 public:
  explicit Averager(bool average) : average_(average) {}

  void add(FitRow row, bool scrubbed) {
    const auto key = std::pair(row.clip, row.offset);
    if (average_ && row.clip >= 0) {
      const auto [it, fresh] = index_.try_emplace(key, rows_.size());
      if (!fresh) {
        if (scrubbed) return;
        auto& known = rows_[it->second];
        known.volumes.insert(known.volumes.end(), row.volumes.begin(), row.volumes.end());
        ++known.repeats;
        averaged_ = true;
        return;
      }
      if (scrubbed) {
        row.volumes.clear();
        row.repeats = 0;
      }
      rows_.push_back(std::move(row));
    } else if (!scrubbed) {
      rows_.push_back(std::move(row));
    }
  }

  std::vector<FitRow> take() {
    std::erase_if(rows_, [&](const FitRow& row) {
      return row.volumes.empty() || (averaged_ && row.clip < 0);
    });
    return std::move(rows_);
  }

 private:
  bool average_, averaged_ = false;
  std::vector<FitRow> rows_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> index_;
};

void plan_fir(const Rows& rows, bool average, RowPlan& plan) {
  Averager test(average);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    FitRow fit{{static_cast<Index>(i)}, 1, row.run, row.clip, row.offset};
    if (row.test) test.add(std::move(fit), row.scrubbed);
    else if (!row.scrubbed) plan.train.push_back(std::move(fit));
  }
  plan.test = test.take();
}

bool continues(const data::Row& row, const data::Row& before) {
  return row.run == before.run && row.test == before.test && row.clip == before.clip &&
         row.repeat == before.repeat && row.offset == before.offset + 1;
}

bool any_scrubbed(const Rows& rows, Index first, Index last) {
  return std::any_of(rows.begin() + first, rows.begin() + last + 1,
                     [](const data::Row& row) { return row.scrubbed; });
}

// `length`: volumes that a window reaches; the first `read` of them are averaged, `delay` later.
void plan_windows(const Rows& rows, bool average, Index length, Index read, int delay,
                  RowPlan& plan) {
  Averager test(average);
  const auto n = static_cast<Index>(rows.size());
  const auto row = [&](Index i) -> const data::Row& { return rows[static_cast<std::size_t>(i)]; };
  Index shown = 0;  // volumes of the present presentation up to row i
  for (Index i = 0; i < n; ++i) {
    shown = i > 0 && continues(row(i), row(i - 1)) ? shown + 1 : 1;
    const Index start = i - length + 1;
    const Index last = start + read - 1 + delay;
    if (row(i).clip < 0 || shown < length || i + delay >= n || row(i + delay).run != row(i).run)
      continue;
    const bool scrubbed = any_scrubbed(rows, start + delay, last);
    FitRow fit{{}, 1, row(i).run, row(i).clip, row(start).offset};
    for (Index v = start + delay; v <= last; ++v) fit.volumes.push_back(v);
    if (row(i).test) test.add(std::move(fit), scrubbed);
    else if (!scrubbed) plan.train.push_back(std::move(fit));
  }
  plan.test = test.take();
}

double tr_of(const data::Subject& subject, const recipe::Align& align) {
  const double tr = subject.runs.empty() ? 0 : subject.runs.front().tr_s;
  if (!(tr > 0))
    throw base::Error(align.at, "align: mode window needs clips and a repetition time",
                      "use mode fir for features that are already on the rows");
  return tr;
}

}  // namespace

RowPlan plan_rows(const data::Subject& subject, const Rows& rows, const recipe::Data& data,
                  const recipe::Align& align, const Window& window) {
  const auto& prepare = data.prepare;
  const bool arrays = data.source.kind == recipe::Source::Kind::arrays;
  const bool average = data.split.average_repeats;
  RowPlan plan;
  plan.places = place(rows, arrays ? 0 : prepare.drop_leading_tr);
  if (!arrays) check_counts(subject, plan.places, prepare);
  if (align.mode == recipe::Align::Mode::fir) {
    plan_fir(rows, average, plan);
  } else {
    const double tr = tr_of(subject, align);
    plan.window_s = window.s > 0 ? window.s : tr;
    const Index length = window_volumes(plan.window_s, tr);
    plan_windows(rows, average, length, window.volumes > 0 ? window.volumes : length,
                 align.delay_tr, plan);
  }
  const bool trains = !plan.train.empty() || !data.split.must_train;
  if (trains && !plan.test.empty()) return plan;
  throw base::Error(
      data.split.at, fmt::format("{} has no rows to {}", subject.id, trains ? "test" : "train on"),
      plan.window_s > 0 ? "are the clips shorter than the window, or all of them dropped?"
                        : "see data.split and data.prepare.drop_leading_tr");
}

namespace {

// What the recipe gives for a feature, else for all, else nothing.
template <class T>
T given(const std::map<std::string, T>& values, const std::string& feature) {
  const auto own = values.find(feature);
  const auto found = own != values.end() ? own : values.find("");
  return found != values.end() ? found->second : T();
}

Window window_of(const recipe::Align& align, const std::string& feature, double tr_s) {
  Window window{given(align.window_s, feature), given(align.window_tr, feature)};
  if (!(window.s > 0)) window.s = tr_s;
  const Index reached = window_volumes(window.s, tr_s);
  if (window.volumes > reached)
    throw base::Error(
        align.at,
        fmt::format("feature {}: align.window_tr is {}, but {} s reach {} volumes of {} s", feature,
                    window.volumes, base::number(window.s), reached, base::number(tr_s)),
        "at most as many are averaged; align.delay_tr reads later ones");
  if (window.volumes == reached) window.volumes = 0;
  return window;
}

}  // namespace

Window model_window(const recipe::Align& align, const std::vector<std::string>& features,
                    double tr_s) {
  if (align.mode == recipe::Align::Mode::fir) return {};
  std::vector<Window> windows;
  std::vector<std::string> listed;
  for (const auto& f : features) {
    const auto w = windows.emplace_back(window_of(align, f, tr_s));
    const auto volumes = w.volumes > 0 ? fmt::format(", {} volumes", w.volumes) : "";
    listed.push_back(fmt::format("{} ({} s{})", f, base::number(w.s), volumes));
  }
  for (const auto& w : windows)
    if (w != windows.front())
      throw base::Error(align.at,
                        "features of one model need one window: " + base::join(listed, "and"),
                        "give them the same align.window_s and window_tr, or models of their own");
  return windows.empty() ? Window{tr_s, 0} : windows.front();
}

Index window_volumes(double window_s, double tr_s) {
  return std::max<Index>(1, static_cast<Index>(std::ceil(window_s / tr_s - 1e-6)));
}

std::vector<std::int32_t> runs_of(const std::vector<FitRow>& rows) {
  std::vector<std::int32_t> runs;
  runs.reserve(rows.size());
  for (const auto& row : rows) runs.push_back(row.run);
  return runs;
}

std::vector<std::int32_t> clips_of(const std::vector<FitRow>& rows) {
  std::vector<std::int32_t> clips;
  clips.reserve(rows.size());
  for (const auto& row : rows) clips.push_back(row.clip);
  return clips;
}

std::vector<std::int32_t> presentations_of(const std::vector<FitRow>& rows) {
  std::vector<std::int32_t> numbers;
  numbers.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool begins = i == 0 || rows[i].run != rows[i - 1].run ||
                        rows[i].clip != rows[i - 1].clip || rows[i].offset <= rows[i - 1].offset;
    numbers.push_back(i == 0 ? 0 : numbers.back() + (begins ? 1 : 0));
  }
  return numbers;
}

bool has_repeats_apart(const std::vector<FitRow>& rows) {
  const auto numbers = presentations_of(rows);
  std::map<std::int32_t, std::int32_t> first;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].clip >= 0 &&
        first.try_emplace(rows[i].clip, numbers[i]).first->second != numbers[i])
      return true;
  return false;
}

}  // namespace encore::align
