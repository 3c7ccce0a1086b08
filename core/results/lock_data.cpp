#include "core/results/lock_data.hpp"

#include <filesystem>
#include <string>

#include "core/base/hash.hpp"
#include "core/data/mask.hpp"
#include "core/recipe/files.hpp"

namespace encore::results {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

// Adds the digest of a file, or of a folder such as a model's, when there is one.
void add(json& to, const std::string& name, const fs::path& file, const plan::Study& study) {
  std::error_code ec;
  const bool there = fs::is_regular_file(file, ec) || fs::is_directory(file, ec);
  if (!file.empty() && there) to[name] = study.store.digest(file);
}

// A file that the recipe names, or the one of each subject.
void add_named(json& to, const std::string& key, const std::string& path,
               const plan::Study& study) {
  for (const auto& subject : study.dataset.subjects) {
    const bool common = recipe::for_subject(path, subject.id) == path;
    const std::string name = common ? key : key + " " + subject.id;
    const auto files = recipe::files_of(path, subject.id);
    add(to, name, files.front(), study);
    if (files.size() > 1) add(to, name + " right", files.back(), study);
    if (common) return;
  }
}

json named_files(const plan::Study& study) {
  json out;
  const auto& data = study.recipe.data;
  add_named(out, "data.stimuli.captions", data.stimuli.captions.value, study);
  add_named(out, "data.mask", data.mask.image.value, study);
  add_named(out, "data.atlas.image", data.atlas.image.value, study);
  add_named(out, "data.atlas.labels", data.atlas.labels.value, study);
  for (const auto& feature : study.recipe.features)
    for (const auto& file : feature.use.params.files())
      add(out, "features." + feature.name + " " + fs::path(file).filename().string(), file, study);
  for (const auto& file : study.recipe.encode.regression.params.files())
    add(out, "encode.regression " + fs::path(file).filename().string(), file, study);
  return out;
}

// What was understood of an events file, whatever its quotes and line ends.
std::string events_digest(const data::Run& run, const data::DataSet& dataset) {
  json events = json::array();
  for (const auto& event : run.events) {
    const auto& clip = dataset.clips[event.clip];
    events.push_back({event.onset_s, event.duration_s, clip.id, clip.start_s, clip.columns});
  }
  return base::sha256(events.dump());
}

json runs(const plan::Study& study) {
  json out;
  for (const auto& subject : study.dataset.subjects)
    for (const auto& run : subject.runs) {
      auto& facts = out[subject.id + "/" + run.label];
      add(facts, "image", run.image, study);
      add(facts, "image_right", run.right, study);
      add(facts, "confounds", run.confounds, study);
      add(facts, "brain_mask", data::brain_mask_of(run.image), study);
      facts["tr_s"] = run.tr_s;
      if (study.recipe.data.prepare.scrub.enabled()) facts["scrubbed_volumes"] = run.scrubbed;
      facts["events"] = events_digest(run, study.dataset);
    }
  return out;
}

json recordings(const plan::Study& study) {
  json out;
  const fs::path folder = study.recipe.data.stimuli.folder.value;
  for (const auto& clip : study.dataset.clips)
    add(out, clip.file.lexically_relative(folder).string(), clip.file, study);
  return out;
}

}  // namespace

json data_facts(const plan::Study& study) {
  json out;
  out["source"] = study.recipe.data.source.path.value;
  out["simulated"] = study.dataset.simulated;
  if (study.from_arrays()) out["sha256"] = study.store.digest(study.recipe.data.source.path.value);
  else out["runs"] = runs(study);
  if (auto files = named_files(study); !files.empty()) out["files"] = std::move(files);
  if (auto sound = recordings(study); !sound.empty()) out["recordings"] = std::move(sound);
  return out;
}

}  // namespace encore::results
