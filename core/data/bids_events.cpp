#include "core/data/bids_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/text.hpp"
#include "core/data/events.hpp"
#include "core/data/presentations.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;

// Events whose recording, as `start` and `end` cut it, is of another length than the event.
void warn_of_lengths(const Reading& r, const fs::path& file, const std::vector<Played>& played) {
  constexpr double kMost = 0.1;  // s
  const auto differs = [](const Played& p) { return std::abs(p.clip_s - p.duration_s) > kMost; };
  const auto first = std::find_if(played.begin(), played.end(), differs);
  if (first == played.end()) return;
  r.warnings.push_back(fmt::format(
      "{}: {} of {} events last longer or shorter than their recording from `start` to `end`, "
      "the first at {} s ({} s against {} s); what is longer is silence, or is cut off",
      file.string(), std::count_if(played.begin(), played.end(), differs), played.size(),
      base::number(first->onset_s), base::number(first->duration_s), base::number(first->clip_s)));
}

// Clips that begin while another one plays.
void warn_of_overlaps(const Reading& r, const fs::path& file, const std::vector<Played>& played) {
  constexpr double kLeast = 0.01;                         // s
  double end = -std::numeric_limits<double>::infinity();  // a clip may begin before the scan
  double first = 0;
  std::size_t n = 0;
  for (const auto& p : played) {
    if (p.onset_s < end - kLeast && n++ == 0) first = p.onset_s;
    end = std::max(end, p.onset_s + p.duration_s);
  }
  if (n == 1)
    r.warnings.push_back(fmt::format("{}: the clip at {} s begins before the one before it ends",
                                     file.string(), base::number(first)));
  if (n > 1)
    r.warnings.push_back(
        fmt::format("{}: {} clips begin before the one before them ends, the first at {} s",
                    file.string(), n, base::number(first)));
}

double length_of(const Run& run) { return static_cast<double>(run.volumes) * run.tr_s; }

void warn_of_late_end(const Reading& r, const fs::path& file, const Run& run, double end) {
  constexpr double kFar = 10;  // times the run: no clip lasts that long
  const double length = length_of(run);
  if (end <= length + run.tr_s) return;
  r.warnings.push_back(
      fmt::format("{}: the last clip ends at {} s, but {} ends at {} s{}", file.string(),
                  base::number(end), run.label, base::number(length),
                  end >= kFar * length ? "; onsets or durations may be in milliseconds" : ""));
}

}  // namespace

fs::path read_run_events(const Reading& r, const BidsFile& f, Run& run) {
  const BidsName name = without_processing(f.name);
  auto files = inherited(r.raw(), name, "events", ".tsv");
  if (files.empty() && r.derived()) files = inherited(r.images(), name, "events", ".tsv");
  if (files.empty())
    throw base::Error(
        fmt::format("{} {} has no events file", r.subject, run.label),
        fmt::format("it should be {}", (r.raw() / r.subject / "func" /
                                        fmt::format("{}_{}_events.tsv", r.subject, run.label))
                                           .string()));
  const auto played = read_events(files.back(), r.data.stimuli);
  if (played.empty()) throw base::Error(fmt::format("{} plays nothing", files.back().string()));
  warn_of_lengths(r, files.back(), played);
  warn_of_overlaps(r, files.back(), played);
  double end = 0;
  for (const auto& p : played) {
    end = std::max(end, p.onset_s + p.duration_s);
    run.events.push_back({p.onset_s, p.duration_s, r.clips.add(p), 0});
  }
  if (r.options.design_only) run.volumes = static_cast<Index>(std::ceil(end / run.tr_s - 1e-6));
  warn_of_late_end(r, files.back(), run, end);
  return files.back();
}

void check_plays(const Reading& r, const fs::path& file, const Run& run) {
  const auto plays = [&](const recipe::Prepare& prepare) {
    return std::any_of(run.events.begin(), run.events.end(),
                       [&](const Event& e) { return counts(e, run, prepare); });
  };
  if (plays(r.data.prepare)) return;
  if (plays({}))
    throw base::Error(fmt::format("{}: all events of {} {} lie in the volumes that are dropped",
                                  file.string(), r.subject, run.label),
                      "lower data.prepare.drop_leading_tr or drop_trailing_tr, or leave the run "
                      "out in data.split");
  const double length = length_of(run), last = run.events.back().onset_s;
  // A thousandth of the last onset lies in the run, and not all of them at its very beginning,
  // where a constant that was added to seconds would put them.
  const bool thousandfold = last < 1000 * length && last >= 100 * length;
  throw base::Error(
      fmt::format("{}: no event of {} {} lies within its {} s of scans; the first begins at {} s",
                  file.string(), r.subject, run.label, base::number(length),
                  base::number(run.events.front().onset_s)),
      thousandfold ? "are onsets and durations in seconds? they look like milliseconds"
                   : "are onsets and durations in seconds?");
}

}  // namespace encore::data
