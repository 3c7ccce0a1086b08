#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/io/table.hpp"
#include "core/simulate/design.hpp"
#include "core/simulate/style.hpp"

namespace encore::simulate {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kEnding = "_events.tsv";
constexpr double kShortestTrack_s = 30;  // as GTZAN's

std::vector<fs::path> sorted_folders(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory() && entry.path().filename().string().starts_with(prefix))
      out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<fs::path> events_files(const fs::path& func) {
  std::vector<fs::path> out;
  if (!fs::is_directory(func)) return out;
  for (const auto& entry : fs::directory_iterator(func))
    if (entry.path().filename().string().ends_with(kEnding)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string entity(const std::string& stem, const std::string& key) {
  const auto at = stem.find("_" + key + "-");
  if (at == std::string::npos) return "";
  const auto first = at + key.size() + 2;
  return stem.substr(first, stem.find('_', first) - first);
}

// From the sidecar beside the events, or the one of the task at the top.
double repetition_time(const fs::path& root, const fs::path& func, const Run& run) {
  for (const auto& file :
       {func / (run.stem + "_bold.json"), root / fmt::format("task-{}_bold.json", run.task)}) {
    if (!fs::exists(file)) continue;
    const auto json = nlohmann::json::parse(base::read_text(file), nullptr, false);
    if (json.is_object() && json.contains("RepetitionTime") && json["RepetitionTime"].is_number()) {
      const double tr = json["RepetitionTime"].get<double>();
      if (tr > 0 && tr < 60) return tr;
    }
    throw base::Error(file.string() + " gives no RepetitionTime in seconds");
  }
  throw base::Error(fmt::format("no sidecar gives the TR of {}", (func / run.stem).string()),
                    "write RepetitionTime into " + run.stem + "_bold.json");
}

double required(const io::Table& table, std::size_t row, const char* name) {
  if (const auto value = table.real(row, table.column(name))) return *value;
  throw base::Error(fmt::format("{}: the column '{}' is empty", table.place(row), name));
}

// ds003720 has rows with one quote only: classical'.
std::string without_quotes(std::string_view text) {
  while (!text.empty() && (text.front() == '\'' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\'' || text.back() == '"')) text.remove_suffix(1);
  return std::string(text);
}

Played read_row(const io::Table& table, std::size_t row) {
  Played p;
  p.onset_s = required(table, row, "onset");
  p.duration_s = required(table, row, "duration");
  p.genre = without_quotes(table.rows[row][table.column("genre")]);
  style_of(p.genre);  // throws for a genre that nobody here can play
  const double track = required(table, row, "track");
  if (track != std::floor(track) || track < 0 || track > 99999)
    throw base::Error(
        fmt::format("{}: the track is not a number of a recording", table.place(row)));
  p.track = static_cast<int>(track);
  p.start_s = table.find("start") ? required(table, row, "start") : 0;
  p.end_s = table.find("end") ? required(table, row, "end") : p.start_s + p.duration_s;
  if (p.onset_s < 0 || p.duration_s <= 0 || p.start_s < 0 || p.end_s <= p.start_s || p.end_s > 3600)
    throw base::Error(fmt::format("{}: these times make no sense", table.place(row)));
  return p;
}

Run read_run(const fs::path& root, const fs::path& events) {
  Run run;
  const fs::path func = events.parent_path();
  run.folder = fs::relative(func, root).string();
  run.stem = events.filename().string();
  run.stem.resize(run.stem.size() - kEnding.size());
  run.subject = run.stem.substr(0, run.stem.find('_'));
  run.task = entity(run.stem, "task");
  run.test = base::lower(run.task).find("test") != std::string::npos;
  run.copy_of = events;
  run.tr_s = repetition_time(root, func, run);
  const io::Table table = io::read_table(events);
  for (std::size_t r = 0; r < table.rows.size(); ++r) run.events.push_back(read_row(table, r));
  if (run.events.empty()) throw base::Error(events.string() + " has no events");
  std::stable_sort(run.events.begin(), run.events.end(),
                   [](const Played& a, const Played& b) { return a.onset_s < b.onset_s; });
  const auto& last = run.events.back();
  run.volumes =
      static_cast<base::Index>(std::ceil((last.onset_s + last.duration_s) / run.tr_s - 1e-6));
  return run;
}

}  // namespace

Design read_design(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw base::Error("the design " + folder.string() + " is no folder");
  Design design;
  design.source = folder.filename().empty() ? folder.parent_path().filename().string()
                                            : folder.filename().string();
  for (const auto& subject : sorted_folders(folder, "sub-")) {
    const std::size_t before = design.runs.size();
    auto places = sorted_folders(subject, "ses-");
    places.insert(places.begin(), subject);
    for (const auto& place : places)
      for (const auto& events : events_files(place / "func"))
        design.runs.push_back(read_run(folder, events));
    if (design.runs.size() > before) design.subjects.push_back(subject.filename().string());
  }
  if (design.runs.empty())
    throw base::Error(folder.string() + " has no events files sub-*/func/*_events.tsv",
                      "--design takes a BIDS data set");
  find_tracks(design, kShortestTrack_s);
  return design;
}

}  // namespace encore::simulate
