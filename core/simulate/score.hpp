// core/simulate/score.hpp: a piece of music as its composer knows it.
//
// Times are in seconds from the start of the recording, keys are MIDI keys (60 is middle C),
// velocities 1 to 127. Plain values.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/simulate/theory.hpp"

namespace encore::simulate {

inline constexpr std::array<std::string_view, 10> genre_names = {
    "blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"};

enum class Layer { melody, chords, bass, drums };
inline constexpr std::size_t layer_count = 4;

// One instrument. Drums are General MIDI percussion, where the key chooses the drum.
struct Part {
  Layer layer = Layer::melody;
  int program = 0;         // General MIDI, from 0
  std::string instrument;  // "grand piano"
  std::string family;      // "keyboard"
};

struct Note {
  double onset_s = 0, duration_s = 0;
  std::size_t part = 0;  // index in Score::parts
  int key = 0, velocity = 0;
};

// One or two bars in which the same instruments play.
struct Phrase {
  int first_beat = 0, beats = 0;
  double start_s = 0, end_s = 0;
  double energy = 1;  // 0.3 to 1: how loud it is played
  std::array<bool, layer_count> plays = {};
  double melody_rate = 1;  // notes per beat
  bool busy_drums = false;
};

// What a listener could say about the whole piece.
struct Facts {
  std::string genre;
  int track = 0;
  double tempo_bpm = 120;
  int beats_per_bar = 4;
  int tonic = 0;  // pitch class, 0 is C
  Mode mode = Mode::major;
  double swing = 0;  // how late the second half of a beat comes, as a share of the beat
  std::string lead, lead_family;
  std::vector<std::string> instruments;  // lead first
  bool drums = true;

  std::string tempo_class() const;  // "slow", "medium", "fast"
  std::string id() const;           // "blues.00012"
};

struct Score {
  Facts facts;
  std::vector<int> progression;  // scale degree of the chord of each bar, from 0; repeated
  std::vector<Part> parts;
  std::vector<Phrase> phrases;
  std::vector<Note> notes;  // in order of onset
  double duration_s = 0;

  double beat_s() const { return 60 / facts.tempo_bpm; }
};

}  // namespace encore::simulate
