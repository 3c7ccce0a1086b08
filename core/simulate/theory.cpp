#include "core/simulate/theory.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace encore::simulate {
namespace {

// Seven notes that the degrees of a progression count; a blues counts in mixolydian.
const std::vector<int>& degrees(Mode mode) {
  return scale(mode == Mode::blues ? Mode::mixolydian : mode);
}

}  // namespace

std::string_view name(Mode mode) {
  static constexpr std::array<std::string_view, mode_count> names = {"major", "minor", "dorian",
                                                                     "mixolydian", "blues"};
  return names[static_cast<std::size_t>(mode)];
}

const std::vector<int>& scale(Mode mode) {
  static const std::array<std::vector<int>, mode_count> scales = {{
      {0, 2, 4, 5, 7, 9, 11},
      {0, 2, 3, 5, 7, 8, 10},
      {0, 2, 3, 5, 7, 9, 10},
      {0, 2, 4, 5, 7, 9, 10},
      {0, 2, 3, 4, 5, 7, 9, 10, 11},
  }};
  return scales[static_cast<std::size_t>(mode)];
}

std::vector<int> chord(int tonic, Mode mode, int degree, ChordKind kind) {
  const auto& notes = degrees(mode);
  if (mode == Mode::blues) {
    const int root = notes[static_cast<std::size_t>(degree)];
    return {(tonic + root) % 12, (tonic + root + 4) % 12, (tonic + root + 7) % 12,
            (tonic + root + 10) % 12};
  }
  static const std::array<std::vector<int>, 3> steps = {{{0, 4}, {0, 2, 4}, {0, 2, 4, 6}}};
  std::vector<int> out;
  for (const int step : steps[static_cast<std::size_t>(kind)])
    out.push_back((tonic + notes[static_cast<std::size_t>(degree + step) % notes.size()]) % 12);
  return out;
}

bool in_scale(int key, int tonic, Mode mode) {
  const auto& notes = scale(mode);
  return std::find(notes.begin(), notes.end(), ((key - tonic) % 12 + 12) % 12) != notes.end();
}

int step_in_scale(int key, int steps, int tonic, Mode mode) {
  while (!in_scale(key, tonic, mode)) ++key;
  const int direction = steps < 0 ? -1 : 1;
  for (int left = std::abs(steps); left > 0; --left) {
    key += direction;
    while (!in_scale(key, tonic, mode)) key += direction;
  }
  return key;
}

int nearest_with_class(int key, int pitch_class) {
  const int up = ((pitch_class - key) % 12 + 12) % 12;
  return up <= 6 ? key + up : key + up - 12;
}

std::string_view tonic_name(int tonic) {
  static constexpr std::array<std::string_view, 12> names = {"C",  "C#", "D",  "Eb", "E",  "F",
                                                             "F#", "G",  "Ab", "A",  "Bb", "B"};
  return names[static_cast<std::size_t>(tonic)];
}

}  // namespace encore::simulate
