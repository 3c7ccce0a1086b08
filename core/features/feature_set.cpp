#include "core/features/feature_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/stop.hpp"
#include "core/features/frames_file.hpp"
#include "core/recipe/keys.hpp"
#include "core/stimuli/clip.hpp"

namespace encore::features {
using nlohmann::json;

namespace {

std::uint64_t seed_of(const recipe::Recipe& recipe) {
  return base::seed_for(recipe.seed, "features");
}

json use_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
             const plugin::PluginInfo& plugin, const store::Store& store) {
  return recipe::use_key(feature.use, plugin, seed_of(recipe),
                         [&](const std::filesystem::path& path) { return store.digest(path); });
}

// What a plugin warns of, each text once with the number of clips that it was said of.
class Notes {
 public:
  void add(const std::string& text, const std::string& clip) {
    const std::scoped_lock lock(mutex_);
    auto& of = clips_[text];
    if (!clip.empty()) of.insert(clip);
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const auto& [text, clips] : clips_) {
      const bool named = clips.size() == 1 && text.find(*clips.begin()) != std::string::npos;
      if (clips.empty() || named) out.push_back(text);
      else if (clips.size() == 1) out.push_back(fmt::format("{} (clip {})", text, *clips.begin()));
      else out.push_back(fmt::format("{} ({} clips, the first is {})", text, clips.size(),
                                     *clips.begin()));
    }
    return out;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::set<std::string>> clips_;
};

// An instance and the clips that it is at; none while it learns.
struct Worker {
  std::unique_ptr<plugin::FeatureExtractor> extractor;
  std::string clip;       // the first of those
  std::size_t clips = 0;  // of one call
};

}  // namespace

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
  if (needs_.audio)
    key["sound"] = stimuli::clip_digest(store_.digest(clip.file), request(clip));
  if (needs_.text) key["caption"] = clip.caption;
  if (needs_.columns) key["columns"] = clip.columns;
  return key;
}

stimuli::ClipRequest FeatureSet::request(const data::Clip& clip) const {
  const auto& s = recipe_.data.stimuli;
  return {clip.id,    clip.file, clip.start_s,        clip.duration_s,
          s.fade_s,   s.rms_db,  needs_.sample_rate,  needs_.mono};
}

plugin::CallOptions FeatureSet::options(const Log& log) const {
  plugin::CallOptions o;
  o.threads = 1;
  o.seed = seed_of(recipe_);
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

void FeatureSet::fit(plugin::FeatureExtractor& extractor) const {
  if (!needs_.fit) return;
  std::vector<plugin::ClipInput> training;
  for (const auto& clip : dataset_.clips)
    if (clip.in_train) training.push_back(input(clip));
  extractor.fit(training);
}

void FeatureSet::extract_chunk(plugin::FeatureExtractor& extractor,
                               std::span<const std::size_t> clips) const {
  std::vector<plugin::ClipInput> inputs;
  for (const auto c : clips) inputs.push_back(input(dataset_.clips[c]));
  const auto frames = clips.size() == 1
                          ? std::vector<plugin::FeatureFrames>{extractor.extract(inputs[0])}
                          : extractor.extract_many(inputs);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    auto writer = store_.begin(clip_keys_[clips[i]],
                               fmt::format("features/{}/{}", feature_.name, inputs[i].id));
    write_frames(writer.folder() / "frames.h5", frames[i]);
    writer.commit();
  }
}

void FeatureSet::extract(const std::vector<std::size_t>& clips, const base::Progress& progress,
                         const Log& log) const {
  if (clips.empty()) return;
  compute(clips, progress, log);
}

// One instance a thread, since calls on an instance must not overlap.
void FeatureSet::compute(const std::vector<std::size_t>& clips, const base::Progress& progress,
                         const Log& log) const {
  require_trusted(feature_, untrusted_);
  std::mutex mutex;
  Notes notes;
  std::vector<std::unique_ptr<Worker>> idle;
  std::size_t done = 0;
  const auto report = [&](double more, const std::string& clip) {
    base::report(progress, (static_cast<double>(done) + more) / static_cast<double>(clips.size()),
                 clip);
  };
  const auto take = [&]() -> std::unique_ptr<Worker> {
    {
      const std::scoped_lock lock(mutex);
      if (!idle.empty()) {
        auto ready = std::move(idle.back());
        idle.pop_back();
        return ready;
      }
    }
    auto fresh = std::make_unique<Worker>();
    auto own =
        options([&notes, w = fresh.get()](const std::string& text) { notes.add(text, w->clip); });
    own.progress = [&, w = fresh.get()](double fraction, std::string_view) {
      base::check_stop();
      if (w->clips < 2) return;
      const std::scoped_lock lock(mutex);
      report(fraction * static_cast<double>(w->clips), w->clip);
    };
    fresh->extractor =
        std::make_unique<plugin::FeatureExtractor>(plugin_, feature_.use.params, std::move(own));
    fit(*fresh->extractor);
    return fresh;
  };
  const auto tell = [&] {
    if (log)
      for (const auto& text : notes.texts())
        log(fmt::format("feature {}: {}", feature_.name, text));
  };
  const std::size_t chunk = std::max<std::size_t>(1, std::min(chunk_, clips.size()));
  try {
    base::parallel_for((clips.size() + chunk - 1) / chunk, [&](std::size_t i) {
      base::check_stop();
      const auto part =
          std::span(clips).subspan(i * chunk, std::min(chunk, clips.size() - i * chunk));
      auto worker = take();
      worker->clip = dataset_.clips[part[0]].id;
      worker->clips = part.size();
      try {
        extract_chunk(*worker->extractor, part);
      } catch (const base::Error& e) {
        throw base::Error(e.at(),
                          fmt::format("clip {}{}: {}", worker->clip,
                                      part.size() > 1 ? " and those with it" : "", e.what()),
                          e.hint(), e.exit());
      }
      const std::scoped_lock lock(mutex);
      done += part.size();
      report(0, worker->clip);
      idle.push_back(std::move(worker));
    });
  } catch (...) {
    tell();
    throw;
  }
  tell();
}

plugin::FeatureFrames FeatureSet::load(std::size_t clip) const {
  const auto folder = store_.find(clip_hashes_[clip]);
  if (!folder)
    throw base::Error(fmt::format("features of clip {} are gone from the store {}",
                                  dataset_.clips[clip].id, store_.root().string()),
                      "run again: they are computed anew");
  return read_frames(*folder / "frames.h5");
}

void FeatureSet::forget() const {
  for (const auto& hash : clip_hashes_) store_.remove(hash);
}

base::Index FeatureSet::dims(const Log& log) const {
  if (dataset_.clips.empty()) return 0;
  for (std::size_t c = 0; c < clip_hashes_.size(); ++c)
    if (store_.find(clip_hashes_[c])) return load(c).values.cols();
  if (!untrusted_.empty()) return 0;
  compute({0}, {}, log);
  return load(0).values.cols();
}

json rows_key(const recipe::Recipe& recipe, const recipe::Feature& feature,
              const plugin::PluginInfo& plugin, const std::string& dataset_digest,
              const store::Store& store) {
  return {{"use", use_key(recipe, feature, plugin, store)}, {"dataset", dataset_digest}};
}

base::MatrixF extract_rows(const recipe::Recipe& recipe, const recipe::Feature& feature,
                           const plugin::PluginInfo& plugin, const plugin::RowsInput& rows,
                           const std::function<base::MatrixF(const std::string&)>& dataset,
                           const Log& log) {
  plugin::CallOptions options;
  options.threads = base::threads();
  options.seed = seed_of(recipe);
  options.dataset = dataset;
  options.programs = true;  // Study asked
  options.progress = [](double, std::string_view) { base::check_stop(); };
  options.log = [&](int level, const std::string& text) {
    if (log && level >= ENCORE_LOG_WARN) log(fmt::format("feature {}: {}", feature.name, text));
  };
  plugin::FeatureExtractor extractor(plugin, feature.use.params, options);
  if (!extractor.works_on_rows())
    throw base::Error(feature.use.at,
                      fmt::format("{} reads stimuli; an arrays file has none", plugin.id),
                      "use encore.array or encore.noise with kind: arrays");
  return extractor.extract_rows(rows);
}

}  // namespace encore::features
