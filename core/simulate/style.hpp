// core/simulate/style.hpp: what makes a genre, as data for the composer.
#pragma once

#include <string_view>
#include <vector>

#include "core/simulate/theory.hpp"

namespace encore::simulate {

// A drum and the steps (sixteenths of one bar) it is struck on: 'X' loud, 'x' normal, 'o' soft,
// '.' not at all.
struct Beat {
  int drum;
  std::string_view steps;
};
using Groove = std::vector<Beat>;

struct Progression {
  Mode mode;
  std::vector<int> degrees;  // from 0; one a bar
};

enum class Comping { sustained, strummed, offbeat, arpeggio, stabs, chugging };
enum class BassLine { roots, walking, octaves, alternating, syncopated, pedal };

struct Style {
  std::string_view genre;
  double slowest_bpm, fastest_bpm;
  double triple_share;  // of pieces in three-four time
  double swing;         // Facts::swing of its pieces
  ChordKind chords;
  Comping comping;
  BassLine bass_line;
  double melody_rate;  // notes per beat
  double drums_share;  // of phrases with drums
  std::vector<Progression> progressions;
  std::vector<Groove> grooves;            // of four beats
  Groove triple_groove;                   // of three
  std::vector<int> leads, comps, basses;  // General MIDI programs
};

// The style of a genre; throws base::Error with the known ones.
const Style& style_of(std::string_view genre);

}  // namespace encore::simulate
