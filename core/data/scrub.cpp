#include "core/data/scrub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/confounds.hpp"
#include "core/data/prepare.hpp"

namespace encore::data {
namespace {

// The column of a plain name; throws at the recipe's place.
std::size_t column(const io::Table& table, const std::string& name, const base::Location& at) {
  if (const auto found = table.find(name)) return *found;
  const std::string near = base::nearest(name, table.columns);
  throw base::Error(at, fmt::format("{} has no column '{}'", table.file.string(), name),
                    near.empty()
                        ? fmt::format("its columns are {}", base::join(table.columns, "and"))
                        : fmt::format("did you mean '{}'?", near));
}

void mark_above(const io::Table& table, std::size_t column, double limit,
                std::vector<bool>& outlier) {
  for (std::size_t v = 0; v < outlier.size(); ++v)
    if (table.real(v, column).value_or(0) > limit) outlier[v] = true;
}

bool marks_outliers(const std::string& column) {
  return column.find("outlier") != std::string::npos;
}

// A run without outliers has no column of them, so a pattern may match nothing there. But then it
// must be one that could: of a kind of outliers that fMRIPrep writes.
void check_pattern(const io::Table& table, const base::Located<std::string>& pattern) {
  const auto fits = [&](const std::string& c) { return base::glob_match(pattern.value, c); };
  if (std::any_of(table.columns.begin(), table.columns.end(), fits)) return;
  for (int i = 0; i < 100; ++i)
    if (fits(fmt::format("motion_outlier{:02d}", i)) ||
        fits(fmt::format("non_steady_state_outlier{:02d}", i)))
      return;
  std::vector<std::string> outliers;
  std::copy_if(table.columns.begin(), table.columns.end(), std::back_inserter(outliers),
               marks_outliers);
  throw base::Error(
      pattern.at, fmt::format("{} has no column '{}'", table.file.string(), pattern.value),
      outliers.empty() ? "it has no column of outliers; fMRIPrep calls them motion_outlier00, ..."
                       : "its columns of outliers are " + base::join(outliers, "and"));
}

void mark_columns(const io::Table& table, const base::Located<std::string>& pattern,
                  std::vector<bool>& outlier) {
  if (pattern.value.find_first_of("*?") == std::string::npos)
    column(table, pattern.value, pattern.at);
  check_pattern(table, pattern);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (!base::glob_match(pattern.value, table.columns[c])) continue;
    for (std::size_t v = 0; v < outlier.size(); ++v)
      if (table.real(v, c).value_or(0) != 0) outlier[v] = true;
  }
}

}  // namespace

std::vector<Index> scrubbed_volumes(const std::filesystem::path& confounds,
                                    const recipe::Scrub& scrub, Index volumes) {
  const io::Table table = read_confounds_table(confounds, volumes);
  std::vector<bool> outlier(static_cast<std::size_t>(volumes), false);
  if (scrub.framewise_displacement_mm)
    mark_above(table, column(table, "framewise_displacement", scrub.at),
               *scrub.framewise_displacement_mm, outlier);
  if (scrub.std_dvars)
    mark_above(table, column(table, "std_dvars", scrub.at), *scrub.std_dvars, outlier);
  for (const auto& pattern : scrub.columns) mark_columns(table, pattern, outlier);
  std::vector<bool> gone(outlier.size(), false);
  for (Index v = 0; v < volumes; ++v) {
    if (!outlier[static_cast<std::size_t>(v)]) continue;
    const Index last = std::min(volumes - 1, v + scrub.after_tr);
    for (Index w = std::max<Index>(0, v - scrub.before_tr); w <= last; ++w)
      gone[static_cast<std::size_t>(w)] = true;
  }
  std::vector<Index> out;
  for (Index v = 0; v < volumes; ++v)
    if (gone[static_cast<std::size_t>(v)]) out.push_back(v);
  return out;
}

std::vector<Index> scrubbed_rows(const Run& run, const recipe::Prepare& prepare) {
  std::vector<Index> out;
  for (const Index v : run.scrubbed) {
    const Index row = v - prepare.drop_leading_tr;
    if (row >= 0 && row < kept_volumes(run, prepare)) out.push_back(row);
  }
  return out;
}

void check_scrubbed(const std::string& subject, const Run& run, const recipe::Prepare& prepare) {
  const auto gone = static_cast<Index>(scrubbed_rows(run, prepare).size());
  const Index all = kept_volumes(run, prepare);
  const double limit = prepare.scrub.largest_share * static_cast<double>(all);
  if (static_cast<double>(gone) <= limit && all - gone >= 2) return;
  throw base::Error(
      prepare.scrub.at,
      fmt::format("{} {}: {} of {} volumes are outliers", subject, run.label, gone, all),
      "leave this run out in data.split, or change the thresholds or largest_share "
      "of data.prepare.scrub");
}

std::string scrub_summary(const std::string& subject, const std::vector<Run>& runs,
                          const recipe::Prepare& prepare) {
  std::size_t gone = 0, most = 0;
  Index all = 0;
  const Run* worst = nullptr;
  for (const auto& run : runs) {
    const auto here = scrubbed_rows(run, prepare).size();
    gone += here;
    all += kept_volumes(run, prepare);
    if (here <= most) continue;
    most = here;
    worst = &run;
  }
  if (worst == nullptr) return "";
  const bool drop = prepare.scrub.method == recipe::Scrub::Method::drop;
  return fmt::format("{}: {} of {} volumes are outliers and {}, most of them in {} ({} of {})",
                     subject, gone, all, drop ? "dropped" : "modelled by spikes", worst->label,
                     most, kept_volumes(*worst, prepare));
}

}  // namespace encore::data
