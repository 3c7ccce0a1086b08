#include "core/features/feature_set.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/stop.hpp"
#include "core/features/feature_keys.hpp"
#include "core/features/frames_file.hpp"
#include "core/stimuli/clip.hpp"

namespace encore::features {
using nlohmann::json;

void require_trusted(const recipe::Feature& feature, const std::vector<std::string>& untrusted) {
  if (untrusted.empty()) return;
  throw base::Error(
      feature.use.at,
      fmt::format("feature {} runs the program {}, which nobody has allowed", feature.name,
                  untrusted.front()),
      fmt::format("read the program, then run with --allow-exec, or write trust: [{}] in the "
                  "machine file (docs/process.md)",
                  untrusted.front()));
}

FeatureSet::FeatureSet(const recipe::Recipe& recipe, const recipe::Feature& feature,
                       const plugin::PluginInfo& plugin, const data::DataSet& dataset,
                       const store::Store& store, const recipe::Trust& trust)
    : recipe_(recipe), feature_(feature), plugin_(plugin), dataset_(dataset), store_(store) {
  untrusted_ = recipe::untrusted(feature_.use, plugin_, trust, &base::sha256_file);
  plugin::FeatureExtractor probe(plugin_, feature_.use.params, options({}));
  if (!probe.works_on_clips())
    throw base::Error(feature.use.at,
                      fmt::format("{} works on rows of an arrays file, not on clips", plugin.id));
  needs_ = probe.needs();
  chunk_ = probe.preferred_clips();
  if (needs_.text) require_captions();
  if (needs_.audio) require_recordings();

  json common = use_key(recipe_, feature_, plugin_, store_);
  std::vector<json> inputs;
  for (const auto& clip : dataset_.clips) inputs.push_back(input_key(clip));
  if (needs_.fit) {
    json training = json::array();
    for (std::size_t c = 0; c < inputs.size(); ++c)
      if (dataset_.clips[c].in_train) training.push_back(inputs[c]);
    common["fitted_on"] = store::hash_of(training);
  }
  json hashes = json::array();
  for (const auto& clip_input : inputs) {
    clip_keys_.push_back({{"task", "clip-features"}, {"use", common}, {"clip", clip_input}});
    clip_hashes_.push_back(store::hash_of(clip_keys_.back()));
    hashes.push_back(clip_hashes_.back());
  }
  key_ = {{"use", common}, {"clips", store::hash_of(hashes)}};
  try_out(probe);
}

json FeatureSet::input_key(const data::Clip& clip) const {
  json key = {{"id", clip.id}, {"duration_s", clip.duration_s}};
  if (needs_.audio) key["sound"] = stimuli::clip_digest(store_.digest(clip.file), request(clip));
  if (needs_.text) key["caption"] = clip.caption;
  if (needs_.columns) key["columns"] = clip.columns;
  return key;
}

stimuli::ClipRequest FeatureSet::request(const data::Clip& clip) const {
  const auto& s = recipe_.data.stimuli;
  return {clip.id,  clip.file, clip.start_s,       clip.duration_s,
          s.fade_s, s.rms_db,  needs_.sample_rate, needs_.mono};
}

plugin::CallOptions FeatureSet::options(const Log& log) const {
  plugin::CallOptions o;
  o.threads = 1;
  o.seed = seed_of(recipe_, feature_);
  o.programs = untrusted_.empty();
  o.progress = [](double, std::string_view) { base::check_stop(); };
  o.log = [log](int level, const std::string& text) {
    if (log && level >= ENCORE_LOG_WARN) log(text);
  };
  return o;
}

plugin::ClipInput FeatureSet::input(const data::Clip& clip) const {
  plugin::ClipInput in;
  in.id = clip.id;
  in.path = clip.file.string();
  in.start_s = clip.start_s;
  in.duration_s = clip.duration_s;
  if (needs_.text) in.text = clip.caption;
  if (needs_.columns) in.columns.assign(clip.columns.begin(), clip.columns.end());
  if (needs_.audio) {
    auto sound = stimuli::load_clip(request(clip));
    in.audio = std::move(sound.samples);
    in.sample_rate = sound.sample_rate;
  }
  return in;
}

std::vector<std::size_t> FeatureSet::missing() const {
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c < clip_hashes_.size(); ++c)
    if (!store_.find(clip_hashes_[c])) out.push_back(c);
  return out;
}

void FeatureSet::look_for_damage(const Log& log) const {
  for (const auto& hash : clip_hashes_) store_.find_sound(hash, log);
}

void FeatureSet::fit(plugin::FeatureExtractor& extractor) const {
  if (!needs_.fit) return;
  std::vector<plugin::ClipInput> training;
  for (const auto& clip : dataset_.clips)
    if (clip.in_train) training.push_back(input(clip));
  extractor.fit(training);
}

plugin::FeatureFrames FeatureSet::load(std::size_t clip) const {
  const auto folder = store_.find(clip_hashes_[clip]);
  if (!folder)
    throw base::Error(fmt::format("features of clip {} are gone from the store {}",
                                  dataset_.clips[clip].id, store_.root().string()),
                      "run again: they are computed anew", base::Exit::task_failed);
  return read_frames(*folder / "frames.h5");
}

void FeatureSet::forget() const {
  for (const auto& hash : clip_hashes_) store_.remove(hash);
}

}  // namespace encore::features
