// Frames of many clips on all cores.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/features/feature_set.hpp"
#include "core/features/frames_file.hpp"

namespace encore::features {
namespace {

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
      else
        out.push_back(
            fmt::format("{} ({} clips, the first is {})", text, clips.size(), *clips.begin()));
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

}  // namespace encore::features
