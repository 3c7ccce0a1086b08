// Frames of many clips on all cores.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/features/chunks.hpp"
#include "core/features/feature_set.hpp"
#include "core/features/frames_file.hpp"
#include "core/store/said.hpp"

namespace encore::features {
namespace {

// A clip of a call, with what was said of it.
struct Part {
  std::string id;
  std::vector<std::string> warnings;
  bool kept = false;
};

// An instance and the clips that it is at; none while it learns.
struct Worker {
  std::unique_ptr<plugin::FeatureExtractor> extractor;
  std::vector<Part> parts;
  double under_way = 0;  // clips that the call has behind it

  // The first that is not kept yet, or the last.
  Part& current() {
    const auto at = std::find_if(parts.begin(), parts.end(), [](auto& p) { return !p.kept; });
    return at == parts.end() ? parts.back() : *at;
  }
  void warn(Notes& notes, Part& of, const std::string& text) const {
    notes.add(text, of.id);
    of.warnings.push_back(text);
  }
  // What is said of no clip.
  void warn(Notes& notes, const std::string& text) {
    if (parts.empty()) notes.add(text, "");
    else warn(notes, current(), text);
  }
};

}  // namespace

void FeatureSet::keep(std::size_t clip, const plugin::FeatureFrames& frames,
                      const store::Said& said) const {
  auto writer = store_.begin(clip_keys_[clip],
                             fmt::format("features/{}/{}", feature_.name, dataset_.clips[clip].id));
  write_frames(writer.folder() / "frames.h5", frames);
  store::write_said(writer.folder(), said);
  writer.commit();
}

void FeatureSet::extract(const std::vector<std::size_t>& clips, const base::Progress& progress,
                         const Log& log) const {
  if (clips.empty()) return;
  Notes notes;
  try {
    compute(clips, progress, notes);
  } catch (...) {
    tell(notes, log);
    throw;
  }
  // Clips that were there already count as well: one of them is that of dims().
  for (std::size_t c = 0; c < clip_hashes_.size(); ++c)
    if (const auto folder = store_.find(clip_hashes_[c]))
      for (const auto& text : store::read_said(*folder).warnings)
        notes.add(text, dataset_.clips[c].id);
  tell(notes, log);
}

base::Index FeatureSet::dims(const Log& log) const {
  if (dataset_.clips.empty()) return 0;
  for (std::size_t c = 0; c < clip_hashes_.size(); ++c)
    if (store_.find(clip_hashes_[c])) return load(c).values.cols();
  if (!untrusted_.empty()) return 0;
  Notes notes;
  compute({0}, {}, notes);
  // What concerns this clip is said with all others, by extract.
  if (missing().empty()) tell(notes, log);
  else tell_general(notes, log);
  return load(0).values.cols();
}

void FeatureSet::tell_general(const Notes& notes, const Log& log) const {
  for (const auto& text : notes.general())
    if (log && told_.insert(text).second) log(fmt::format("feature {}: {}", feature_.name, text));
}

void FeatureSet::tell(const Notes& notes, const Log& log) const {
  tell_general(notes, log);
  for (const auto& text : notes.of_clips())
    if (log) log(fmt::format("feature {}: {}", feature_.name, text));
}

std::map<std::string, std::string> FeatureSet::facts() const {
  for (const auto& hash : clip_hashes_)
    if (const auto folder = store_.find(hash)) return store::read_said(*folder).facts;
  return {};
}

// One instance a thread, since calls on an instance must not overlap.
void FeatureSet::compute(const std::vector<std::size_t>& clips, const base::Progress& progress,
                         Notes& notes) const {
  require_trusted(feature_, untrusted_);
  std::mutex mutex;
  std::vector<std::unique_ptr<Worker>> idle;
  double done = 0;  // clips, with those under way
  const auto report = [&](Worker& worker, double behind, double ended) {
    const std::scoped_lock lock(mutex);
    done += ended + behind - worker.under_way;
    worker.under_way = behind;
    base::report(progress, done / static_cast<double>(clips.size()), worker.parts[0].id);
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
        options([&notes, w = fresh.get()](const std::string& text) { w->warn(notes, text); });
    own.warn_of_clip = [&notes, w = fresh.get()](std::size_t clip, const std::string& text) {
      if (clip < w->parts.size()) w->warn(notes, w->parts[clip], text);
      else w->warn(notes, text);
    };
    own.progress = [&, w = fresh.get()](double fraction, std::string_view) {
      base::check_stop();
      if (w->parts.size() < 2) return;
      report(*w, fraction * static_cast<double>(w->parts.size()), 0);
    };
    fresh->extractor =
        std::make_unique<plugin::FeatureExtractor>(plugin_, feature_.use.params, std::move(own));
    fit(*fresh->extractor);
    return fresh;
  };
  const std::size_t at_once = runs_programs(plugin_) ? 1 : base::threads();
  const std::size_t chunk = chunk_of(clips.size(), chunk_, at_once);
  base::parallel_for((clips.size() + chunk - 1) / chunk, [&](std::size_t i) {
    base::check_stop();
    const auto part =
        std::span(clips).subspan(i * chunk, std::min(chunk, clips.size() - i * chunk));
    auto worker = take();
    std::vector<plugin::ClipInput> inputs;
    for (const auto c : part) worker->parts.push_back({dataset_.clips[c].id, {}, false});
    try {
      for (const auto c : part) inputs.push_back(input(dataset_.clips[c]));
      worker->extractor->extract_many(
          inputs, [&](std::size_t k, const plugin::FeatureFrames& frames) {
            keep(part[k], frames, {worker->extractor->meta(), worker->parts[k].warnings});
            worker->parts[k].kept = true;
          });
    } catch (const base::Error& e) {
      throw base::Error(e.at().file.empty() ? feature_.use.at : e.at(),
                        fmt::format("clip {}{}: {}", worker->current().id,
                                    part.size() > 1 ? ", or one of those with it" : "", e.what()),
                        e.hint(), e.exit());
    }
    report(*worker, 0, static_cast<double>(part.size()));
    worker->parts.clear();
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(worker));
  });
}

}  // namespace encore::features
