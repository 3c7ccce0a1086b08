#include "core/data/bids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <system_error>

#include "core/base/text.hpp"
#include "core/data/bids_files.hpp"
#include "core/data/bids_runs.hpp"
#include "core/data/bids_selection.hpp"
#include "core/data/captions.hpp"
#include "core/data/presentations.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostErrors = 20;  // of one data set, before the rest is only counted

// Name, how it was made, and what to cite.
void describe_set(const fs::path& root, DataSet& set) {
  const fs::path file = root / "dataset_description.json";
  std::error_code ec;
  if (!fs::exists(file, ec)) {
    set.warnings.push_back(fmt::format("{} is missing; is this a BIDS data set?", file.string()));
    return;
  }
  const auto json = read_json(file);
  const auto text = [&](const char* key) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
  };
  set.simulated = text("Name").starts_with("SIMULATED");
  if (json.contains("GeneratedBy") && json["GeneratedBy"].is_array())
    for (const auto& by : json["GeneratedBy"])
      if (by.is_object() && by.value("Name", "").find("encore simulate") != std::string::npos)
        set.simulated = true;
  if (json.contains("ReferencesAndLinks") && json["ReferencesAndLinks"].is_array())
    for (const auto& link : json["ReferencesAndLinks"])
      if (link.is_string()) set.citations.push_back(link.get<std::string>());
  if (!text("DatasetDOI").empty()) set.citations.push_back("doi:" + text("DatasetDOI"));
}

std::vector<std::string> chosen_subjects(const recipe::Data& data, const fs::path& root,
                                         base::Diagnostics& bad) {
  const auto there = list_subjects(root);
  if (there.empty()) {
    bad.error(data.source.path.at, fmt::format("{} has no folders sub-*", root.string()),
              "a BIDS data set has one folder for each subject");
    return {};
  }
  if (data.subjects.empty()) return there;
  std::vector<std::string> out;
  for (const auto& wanted : data.subjects) {
    const std::string id = wanted.value.starts_with("sub-") ? wanted.value : "sub-" + wanted.value;
    if (std::find(there.begin(), there.end(), id) == there.end()) {
      const std::string near = base::nearest(id, there);
      bad.error(wanted.at,
                fmt::format("there is no subject '{}' in {}", wanted.value, root.string()),
                near.empty() ? fmt::format("the subjects are {}", base::join(there, "and"))
                             : fmt::format("did you mean '{}'?", near));
    } else if (std::find(out.begin(), out.end(), id) == out.end()) {
      out.push_back(id);
    }
  }
  return out;
}

void read_captions(const recipe::Data& data, DataSet& set, base::Diagnostics& bad) {
  if (data.stimuli.captions.value.empty()) return;
  const auto& file = data.stimuli.captions.value;
  CaptionNotes notes;
  try {
    notes = add_captions(file, set.clips);
  } catch (const base::Error& e) {
    bad.error(data.stimuli.captions.at, e.what(), e.hint());
    return;
  }
  std::vector<std::string> without;
  for (const auto& clip : set.clips)
    if (clip.caption.empty()) without.push_back(clip.id);
  if (!without.empty())
    set.warnings.push_back(fmt::format("{} of {} clips have no caption in {}, the first is {}",
                                       without.size(), set.clips.size(), file, without[0]));
  for (const auto& [id, clip] : notes.malformed)
    set.warnings.push_back(
        fmt::format("the id '{}' in {} is taken for the clip {}", id, file, clip));
  if (!notes.unused.empty())
    set.warnings.push_back(
        fmt::format("captions in {} that belong to no clip: {}, the first is '{}'", file,
                    notes.unused.size(), notes.unused[0]));
}

void check_folder(const base::Located<std::string>& folder, const char* what) {
  std::error_code ec;
  // The dot asks for the right to look into it as well.
  const auto kind = fs::status(fs::path(folder.value) / ".", ec).type();
  if (kind == fs::file_type::none)
    throw base::Error(folder.at,
                      fmt::format("cannot read the {} {}: {}", what, folder.value, ec.message()),
                      "give yourself permission to read it");
  if (kind != fs::file_type::directory)
    throw base::Error(folder.at, fmt::format("the {} {} does not exist", what, folder.value),
                      "correct the path in the recipe or in the machine file");
}

// Without a list of subjects, those that have derivatives are taken.
void name_unprepared(const recipe::Data& data, DataSet& set) {
  if (!data.subjects.empty()) return;
  const auto prepared = list_subjects(data.source.derivatives.value);
  std::vector<std::string> without;
  for (const auto& id : list_subjects(data.source.path.value))
    if (std::find(prepared.begin(), prepared.end(), id) == prepared.end()) without.push_back(id);
  if (!without.empty())
    set.warnings.push_back(
        fmt::format("{} of the data set {} no folder in {} and {} left out; name "
                    "the others in data.subjects, and nothing is said",
                    base::join(without, "and"), without.size() == 1 ? "has" : "have",
                    data.source.derivatives.value, without.size() == 1 ? "is" : "are"));
}

// Nothing where a recording can be looked at; "" where it simply is not there.
std::optional<std::string> what_is_wrong(const fs::path& recording) {
  std::error_code ec;
  const auto kind = fs::status(recording, ec).type();
  if (kind == fs::file_type::regular) return std::nullopt;
  if (kind == fs::file_type::directory) return "is a folder";
  if (ec == std::errc::no_such_file_or_directory) return "";
  return ec ? ec.message() : "is no file";
}

[[noreturn]] void throw_first(const base::Diagnostics& bad) {
  std::vector<base::Diagnostic> list = bad.list();
  if (list.size() > kMostErrors) {
    const auto rest = list.size() - kMostErrors;
    list.resize(kMostErrors);
    list.push_back({base::Diagnostic::Severity::note,
                    {},
                    fmt::format("{} more errors of this data set are not shown", rest),
                    ""});
  }
  throw base::DiagnosedError(std::move(list));
}

}  // namespace

DataSet read_bids(const recipe::Data& data, BidsOptions options) {
  check_folder(data.source.path, "data set");
  const bool derivatives = !data.source.derivatives.value.empty() && !options.design_only;
  if (derivatives) check_folder(data.source.derivatives, "folder of derivatives");
  if (!data.stimuli.folder.value.empty()) check_folder(data.stimuli.folder, "folder of stimuli");

  DataSet set;
  base::Diagnostics bad;
  describe_set(data.source.path.value, set);
  ClipTable clips(data.stimuli.folder.value);
  if (derivatives) name_unprepared(data, set);
  const fs::path images = derivatives ? data.source.derivatives.value : data.source.path.value;
  const auto subjects = chosen_subjects(data, images, bad);
  const auto before = bad.list().size();
  check_selections(data, subjects, options, bad);
  // Which runs are meant is not known then, and what is wrong with others helps nobody.
  if (bad.list().size() != before) throw_first(bad);
  for (const auto& id : subjects) {
    try {
      set.subjects.push_back(read_subject(data, id, options, clips, bad, set.warnings));
    } catch (const base::Error& e) {
      bad.error(e.at().file.empty() ? data.source.path.at : e.at(), e.what(), e.hint());
    }
  }
  set.clips = clips.take();
  if (bad.ok()) count_presentations(set, clips.recordings(), data, bad);
  if (bad.ok()) read_captions(data, set, bad);
  if (!bad.ok()) throw_first(bad);
  return set;
}

std::vector<std::string> missing_recordings(const DataSet& set) {
  std::set<std::string> missing;
  for (const auto& clip : set.clips)
    if (const auto why = what_is_wrong(clip.file); !clip.file.empty() && why)
      missing.insert(clip.file.string() + (why->empty() ? "" : fmt::format(" ({})", *why)));
  return {missing.begin(), missing.end()};
}

}  // namespace encore::data
