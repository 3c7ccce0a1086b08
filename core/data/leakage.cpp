#include "core/data/leakage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>

#include "core/base/text.hpp"
#include "core/data/clip_id.hpp"
#include "core/data/tracks.hpp"

namespace encore::data {
namespace {

using Kind = Leak::Kind;
using Tracks = std::vector<Track>;

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::same_clip: return "same-clip";
    case Kind::same_track: return "same-track";
    case Kind::same_artist: return "same-artist";
    case Kind::faulty: return "faulty";
  }
  return "";
}

// Test clips that have a word in common with training clips of another recording.
std::vector<Leak> shared(const DataSet& set, Kind kind,
                         const std::function<std::string(std::size_t clip)>& word) {
  std::map<std::string, std::vector<std::size_t>> training;
  for (std::size_t c = 0; c < set.clips.size(); ++c)
    if (set.clips[c].in_train && !word(c).empty()) training[word(c)].push_back(c);
  std::vector<Leak> out;
  for (std::size_t c = 0; c < set.clips.size(); ++c) {
    if (!set.clips[c].in_test || word(c).empty()) continue;
    Leak leak{kind, set.clips[c].id, true, word(c), {}};
    for (const auto t : training[word(c)])
      if (kind == Kind::same_clip || recording_id(set.clips[t].id) != recording_id(leak.clip))
        leak.with.push_back(set.clips[t].id);
    if (!leak.with.empty()) out.push_back(std::move(leak));
  }
  return out;
}

std::vector<Leak> faulty(const DataSet& set, const Tracks& tracks) {
  std::vector<Leak> out;
  for (std::size_t c = 0; c < tracks.size(); ++c) {
    const auto& clip = set.clips[c];
    if (!tracks[c].fault.empty() && (clip.in_train || clip.in_test))
      out.push_back({Kind::faulty, clip.id, clip.in_test, tracks[c].fault, {}});
  }
  return out;
}

long test_clips(const DataSet& set, const std::function<bool(std::size_t)>& counts) {
  long n = 0;
  for (std::size_t c = 0; c < set.clips.size(); ++c) n += set.clips[c].in_test && counts(c);
  return n;
}

std::string shared_text(const std::vector<Leak>& leaks, long known, const char* what) {
  const auto& first = leaks.front();
  return fmt::format(
      "{} of {} test clips whose {} is known share it with a training clip: {} and {} ('{}'){}; "
      "what a model learnt of the {} looks like knowledge of the brain (leakage.tsv names all)",
      leaks.size(), known, what, first.clip, first.with.front(), first.what,
      leaks.size() > 1 ? fmt::format(", and {} more", leaks.size() - 1) : "", what);
}

std::string faulty_text(const std::vector<Leak>& leaks) {
  const auto test = std::count_if(leaks.begin(), leaks.end(), [](auto& l) { return l.test; });
  return fmt::format(
      "{} that the table of tracks calls faulty: {} in training, {} in test; the "
      "first is {} ('{}') (leakage.tsv names all)",
      base::counted(leaks.size(), "clip"), static_cast<long>(leaks.size()) - test, test,
      leaks.front().clip, leaks.front().what);
}

class Report {
 public:
  Report(const recipe::Split& split, base::Diagnostics& bad) : split_(split), bad_(bad) {}

  void add(const std::vector<Leak>& leaks, recipe::OnLeakage on, const std::string& text) {
    if (on == recipe::OnLeakage::ignore || leaks.empty()) return;
    out_.leaks.insert(out_.leaks.end(), leaks.begin(), leaks.end());
    if (on == recipe::OnLeakage::error)
      bad_.error(split_.leakage.at, text,
                 "change data.split, or let data.split.leakage warn of it");
    else out_.warnings.push_back(base::at_line(split_.tracks.at, text));
  }
  void list(const std::vector<Leak>& leaks) {
    out_.leaks.insert(out_.leaks.end(), leaks.begin(), leaks.end());
  }
  void warn(const std::string& text) {
    out_.warnings.push_back(base::at_line(split_.tracks.at, text));
  }
  Leakage take() { return std::move(out_); }

 private:
  const recipe::Split& split_;
  base::Diagnostics& bad_;
  Leakage out_;
};

void add_tracks(const DataSet& set, const Tracks& tracks, const recipe::Split& split, Report& out) {
  const auto unlisted =
      std::count_if(tracks.begin(), tracks.end(), [](auto& t) { return !t.listed; });
  if (unlisted > 0)
    out.warn(fmt::format("{} of {} clips are not in the table of tracks: nothing is known of them",
                         unlisted, tracks.size()));
  const auto track = [&](std::size_t c) { return tracks[c].track; };
  const auto artist = [&](std::size_t c) { return tracks[c].artist; };
  if (const auto leaks = shared(set, Kind::same_track, track); !leaks.empty())
    out.add(
        leaks, split.leakage.track,
        shared_text(leaks, test_clips(set, [&](auto c) { return !track(c).empty(); }), "track"));
  if (const auto leaks = shared(set, Kind::same_artist, artist); !leaks.empty())
    out.add(
        leaks, split.leakage.artist,
        shared_text(leaks, test_clips(set, [&](auto c) { return !artist(c).empty(); }), "artist"));
  if (const auto leaks = faulty(set, tracks); !leaks.empty())
    out.add(leaks, split.leakage.faulty, faulty_text(leaks));
}

}  // namespace

Leakage find_leakage(const DataSet& set, const recipe::Split& split, base::Diagnostics& bad) {
  Report out(split, bad);
  out.list(
      shared(set, Kind::same_clip, [&](std::size_t c) { return recording_id(set.clips[c].id); }));
  if (split.tracks.value.empty()) return out.take();
  try {
    add_tracks(set, read_tracks(split.tracks.value, set.clips), split, out);
  } catch (const base::Error& e) {
    bad.error(split.tracks.at, e.what(), e.hint());
  }
  return out.take();
}

std::string to_tsv(const std::vector<Leak>& leaks) {
  std::string text = "kind\tclip\tsplit\twhat\twith\n";
  for (const auto& l : leaks) {
    std::string what = l.what;
    std::replace(what.begin(), what.end(), '\t', ' ');
    text += fmt::format("{}\t{}\t{}\t{}\t{}\n", name_of(l.kind), l.clip, l.test ? "test" : "train",
                        what, l.with.empty() ? "n/a" : fmt::format("{}", fmt::join(l.with, ",")));
  }
  return text;
}

}  // namespace encore::data
