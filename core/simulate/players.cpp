#include <algorithm>
#include <cmath>

#include "core/simulate/compose.hpp"
#include "core/simulate/instruments.hpp"

namespace encore::simulate {
namespace {

constexpr int kLowestBass = 28, kHighestBass = 50;
constexpr int kLowestMelody = 60, kHighestMelody = 86;

// Chord tones around middle C.
std::vector<int> voicing(const std::vector<int>& classes, int around) {
  std::vector<int> keys;
  for (const int c : classes)
    keys.push_back(nearest_with_class(around + 3 * static_cast<int>(keys.size()), c));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void strike(Score& score, const std::vector<int>& keys, double at, double length, double loudness,
            base::Random& random) {
  for (const int key : keys) add_note(score, Layer::chords, at, length, key, loudness, random);
}

// One bar of chords that starts at sixteenth `bar`.
void comp_bar(Score& score, Comping comping, const std::vector<int>& keys, int bar, double loudness,
              base::Random& random) {
  const int n = 4 * score.facts.beats_per_bar;
  switch (comping) {
    case Comping::sustained: return strike(score, keys, bar, n - 0.5, loudness, random);
    case Comping::strummed:
      for (int s = 0; s < n; s += 2)
        if (s % 4 == 0 || random.uniform() < 0.7)
          strike(score, keys, bar + s, 1.8, loudness * (s % 4 == 0 ? 1 : 0.75), random);
      return;
    case Comping::offbeat:
      for (int s = 2; s < n; s += 4) strike(score, keys, bar + s, 1, loudness, random);
      return;
    case Comping::arpeggio:
      for (int s = 0; s < n; s += 2)
        add_note(score, Layer::chords, bar + s, 2.5,
                 keys[static_cast<std::size_t>(s / 2) % keys.size()], loudness, random);
      return;
    case Comping::stabs:
      strike(score, keys, bar + (random.uniform() < 0.5 ? 0 : 6), 2, loudness, random);
      if (random.uniform() < 0.6) strike(score, keys, bar + 10, 2, 0.9 * loudness, random);
      return;
    case Comping::chugging:
      for (int s = 0; s < n; ++s)
        if (s % 4 == 0 || random.uniform() < 0.6)
          strike(score, keys, bar + s, s % 4 == 0 ? 1.2 : 0.7, loudness * (s % 4 == 0 ? 1 : 0.8),
                 random);
      return;
  }
}

struct BassNote {
  int sixteenth;
  int step;  // scale steps above the chord's root; 7 is the octave
  double length;
};

std::vector<BassNote> bass_bar(BassLine line, int beats) {
  std::vector<BassNote> out;
  for (int b = 0; b < beats; ++b) {
    const int s = 4 * b;
    switch (line) {
      case BassLine::roots:
        if (b % 2 == 0) out.push_back({s, b == 0 ? 0 : 4, 7});
        break;
      case BassLine::walking: out.push_back({s, 2 * (b % 4) == 6 ? 5 : 2 * (b % 4), 3.6}); break;
      case BassLine::octaves:
        out.push_back({s, 0, 1.6});
        out.push_back({s + 2, 7, 1.6});
        break;
      case BassLine::alternating: out.push_back({s, b % 2 == 0 ? 0 : 4, 3}); break;
      case BassLine::syncopated:
        if (b == 0) out.insert(out.end(), {{0, 0, 3}, {3, 0, 2}, {6, 4, 2}});
        if (b == 2) out.insert(out.end(), {{10, 0, 3}, {14, 4, 1.5}});
        break;
      case BassLine::pedal:
        out.push_back({s, 0, 1.8});
        out.push_back({s + 2, 0, 1.8});
        break;
    }
  }
  return out;
}

}  // namespace

void play_drums(Score& score, const Style&, const Groove& groove, const Phrase& phrase,
                base::Random& random) {
  const int bar = 4 * score.facts.beats_per_bar;
  for (int s = 0; s < 4 * phrase.beats; ++s)
    for (const auto& beat : groove) {
      char hit = beat.steps[static_cast<std::size_t>(s % bar)];
      const bool filled = phrase.busy_drums && s % 2 == 0 && beat.drum != drum::kick &&
                          beat.drum != drum::crash && random.uniform() < 0.3;
      if (hit == '.' && filled) hit = 'o';
      if (hit == '.') continue;
      const double accent = hit == 'X' ? 1 : hit == 'x' ? 0.8 : 0.55;
      add_note(score, Layer::drums, 4 * phrase.first_beat + s, 1, beat.drum, phrase.energy * accent,
               random);
    }
}

void play_bass(Score& score, const Style& style, const Phrase& phrase, base::Random& random) {
  const Facts& facts = score.facts;
  for (int b = 0; b < phrase.beats; b += facts.beats_per_bar) {
    const int bar = 4 * (phrase.first_beat + b);
    const int root_class =
        chord(facts.tonic, facts.mode, degree_at(score, bar), style.chords).front();
    const int root = nearest_with_class(34, root_class);
    for (const auto& note : bass_bar(style.bass_line, facts.beats_per_bar)) {
      int key =
          note.step == 7 ? root + 12 : step_in_scale(root, note.step, facts.tonic, facts.mode);
      while (key > kHighestBass) key -= 12;
      while (key < kLowestBass) key += 12;
      add_note(score, Layer::bass, bar + note.sixteenth, note.length, key, 0.9 * phrase.energy,
               random);
    }
  }
}

void play_chords(Score& score, const Style& style, const Phrase& phrase, base::Random& random) {
  const Facts& facts = score.facts;
  const int around = style.chords == ChordKind::power ? 45 : 57;
  for (int b = 0; b < phrase.beats; b += facts.beats_per_bar) {
    const int bar = 4 * (phrase.first_beat + b);
    const auto keys =
        voicing(chord(facts.tonic, facts.mode, degree_at(score, bar), style.chords), around);
    comp_bar(score, style.comping, keys, bar, 0.7 * phrase.energy, random);
  }
}

void play_melody(Score& score, const Phrase& phrase, int& key, base::Random& random) {
  const Facts& facts = score.facts;
  const int end = 4 * (phrase.first_beat + phrase.beats);
  const double mean = 4 / phrase.melody_rate;
  for (int at = 4 * phrase.first_beat; at < end;) {
    const int length = std::max(1, static_cast<int>(std::round(mean * (0.5 + random.uniform()))));
    static constexpr int moves[] = {-3, -2, -1, -1, 0, 1, 1, 2, 3};
    key = step_in_scale(key, moves[random.below(std::size(moves))], facts.tonic, facts.mode);
    if (at % 4 == 0) {  // a chord tone on the beat
      const auto tones = chord(facts.tonic, facts.mode, degree_at(score, at), ChordKind::triad);
      key = nearest_with_class(key, tones[random.below(3)]);
    }
    if (key > kHighestMelody) key -= 12;
    if (key < kLowestMelody) key += 12;
    if (random.uniform() < 0.88)
      add_note(score, Layer::melody, at, 0.95 * length, key, 0.95 * phrase.energy, random);
    at += length;
  }
}

}  // namespace encore::simulate
