#include "core/simulate/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/random.hpp"
#include "core/base/text.hpp"
#include "core/simulate/preset.hpp"
#include "core/simulate/score.hpp"

namespace encore::simulate {
namespace {

// No two neighbours of one genre, as far as a few attempts get.
void shuffle_apart(std::vector<Played>& clips, base::Random& random) {
  random.shuffle(clips);
  for (std::size_t i = 1; i < clips.size(); ++i)
    for (std::size_t j = i + 1; clips[i].genre == clips[i - 1].genre && j < clips.size(); ++j)
      if (clips[j].genre != clips[i - 1].genre) std::swap(clips[i], clips[j]);
}

// Deals the recordings of each genre without repetition.
class Deck {
 public:
  Deck(const Preset& preset, std::uint64_t seed)
      : preset_(preset), random_(base::seed_for(seed, "design")) {
    for (const auto genre : genre_names) {
      auto& tracks = left_[std::string(genre)];
      for (int t = 0; t < 100; ++t) tracks.push_back(t);
      random_.shuffle(tracks);
    }
  }
  Played deal(std::string_view genre) {
    auto& tracks = left_[std::string(genre)];
    Played p;
    p.duration_s = preset_.clip_s;
    p.genre = genre;
    p.track = tracks.back();
    tracks.pop_back();
    p.start_s = std::round(100 * random_.uniform() * (preset_.track_s - preset_.clip_s)) / 100;
    p.end_s = std::round(100 * (p.start_s + preset_.clip_s)) / 100;
    return p;
  }
  base::Random& random() { return random_; }

 private:
  const Preset& preset_;
  base::Random random_;
  std::map<std::string, std::vector<int>> left_;
};

std::vector<std::vector<Played>> training(const Preset& preset, Deck& deck) {
  std::vector<std::vector<Played>> runs;
  for (int r = 0; r < preset.training_runs; ++r) {
    auto& run = runs.emplace_back();
    for (const auto genre : genre_names)
      for (int c = 0; c < preset.clips_per_genre; ++c) run.push_back(deck.deal(genre));
    shuffle_apart(run, deck.random());
  }
  return runs;
}

std::vector<std::vector<Played>> testing(const Preset& preset, Deck& deck) {
  std::vector<std::vector<Played>> runs;
  std::vector<std::string_view> genres(genre_names.begin(), genre_names.end());
  for (int r = 0; r < preset.test_runs; ++r) {
    auto& run = runs.emplace_back();
    deck.random().shuffle(genres);
    for (int c = 0; c < preset.test_clips; ++c)
      run.push_back(deck.deal(genres[static_cast<std::size_t>(c) % genres.size()]));
  }
  return runs;
}

}  // namespace

Run make_run(const std::string& subject, const std::string& task, int number, double tr_s,
             const Played& lead_in, const std::vector<Played>& clips, int repeats) {
  Run run;
  run.subject = subject;
  run.task = task;
  run.folder = subject + "/func";
  run.stem = fmt::format("{}_task-{}_run-{:02d}", subject, task, number);
  run.test = task == "Test";
  run.tr_s = tr_s;
  run.events.push_back(lead_in);
  for (int r = 0; r < repeats; ++r) run.events.insert(run.events.end(), clips.begin(), clips.end());
  double onset = 0;
  for (auto& e : run.events) {
    e.onset_s = onset;
    onset += e.duration_s;
  }
  run.volumes = static_cast<base::Index>(std::ceil(onset / tr_s - 1e-6));
  return run;
}

void find_tracks(Design& design, double least_s) {
  std::set<std::pair<std::string, int>> seen;
  double last = 0;
  for (const auto& run : design.runs)
    for (const auto& e : run.events) {
      last = std::max(last, e.end_s);
      if (seen.emplace(e.genre, e.track).second) design.tracks.push_back({e.genre, e.track});
    }
  std::sort(design.tracks.begin(), design.tracks.end(), [](const Track& a, const Track& b) {
    return std::pair(a.genre, a.number) < std::pair(b.genre, b.number);
  });
  design.track_s = std::max(least_s, std::ceil(last));
}

Design own_design(const Preset& preset, std::uint64_t seed) {
  Design design;
  design.source = preset.name;
  design.extra_columns = true;
  Deck deck(preset, seed);
  const auto train = training(preset, deck), test = testing(preset, deck);
  for (int s = 1; s <= preset.subjects; ++s) {
    const std::string subject = fmt::format("sub-{:03d}", s);
    design.subjects.push_back(subject);
    for (std::size_t r = 0; r < train.size(); ++r)
      design.runs.push_back(make_run(subject, "Training", static_cast<int>(r) + 1, preset.tr_s,
                                     train[(r + train.size() - 1) % train.size()].back(), train[r],
                                     1));
    for (std::size_t r = 0; r < test.size(); ++r)
      design.runs.push_back(make_run(subject, "Test", static_cast<int>(r) + 1, preset.tr_s,
                                     test[r].back(), test[r], preset.repeats));
  }
  find_tracks(design, preset.track_s);
  return design;
}

std::string Played::id() const { return fmt::format("{}.{:05d}", genre, track); }
std::string Track::id() const { return fmt::format("{}.{:05d}", genre, number); }

std::string events_text(const Run& run, const std::map<std::string, Facts>* facts) {
  std::string out = "onset\tduration\tgenre\ttrack\tstart\tend";
  out += facts ? "\ttempo_bpm\tmode\tlead\n" : "\n";
  for (const auto& e : run.events) {
    out +=
        fmt::format("{}\t{}\t'{}'\t{}\t{}\t{}", base::number(e.onset_s), base::number(e.duration_s),
                    e.genre, e.track, base::number(e.start_s), base::number(e.end_s));
    if (facts) {
      const Facts& f = facts->at(e.id());
      out += fmt::format("\t{}\t{}\t{}", base::number(f.tempo_bpm), name(f.mode), f.lead_family);
    }
    out += "\n";
  }
  return out;
}

}  // namespace encore::simulate
