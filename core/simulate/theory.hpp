// core/simulate/theory.hpp: scales, chords and names of keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace encore::simulate {

enum class Mode { major, minor, dorian, mixolydian, blues };
inline constexpr int mode_count = 5;

enum class ChordKind { power, triad, seventh };

std::string_view name(Mode mode);

// Semitones above the tonic, ascending, within one octave. The blues scale is the one that holds
// the three dominant sevenths of a blues.
const std::vector<int>& scale(Mode mode);

// Pitch classes of a chord, root first, on a degree (from 0) of a scale of seven notes: every
// second note of the scale, so that it never leaves the key. In a blues degrees 0, 3 and 4 carry
// dominant sevenths.
std::vector<int> chord(int tonic, Mode mode, int degree, ChordKind kind);

bool in_scale(int key, int tonic, Mode mode);

// The key of the scale that lies `steps` scale steps above the scale's note nearest to `key`.
int step_in_scale(int key, int steps, int tonic, Mode mode);

// The key with this pitch class that lies nearest to `key`.
int nearest_with_class(int key, int pitch_class);

// "F#"
std::string_view tonic_name(int tonic);

}  // namespace encore::simulate
