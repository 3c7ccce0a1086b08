#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/simulate/grooves.hpp"
#include "core/simulate/style.hpp"

namespace encore::simulate {
namespace {

constexpr Mode major = Mode::major, minor = Mode::minor, dorian = Mode::dorian,
               mixolydian = Mode::mixolydian;

Style blues() {
  return {"blues",
          66,
          150,
          0,
          0.3,
          ChordKind::seventh,
          Comping::stabs,
          BassLine::walking,
          1.5,
          0.8,
          {{Mode::blues, {0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4}},
           {Mode::blues, {0, 3, 0, 0, 3, 3, 0, 0}}},
          grooves::shuffle(),
          {},
          {22, 27, 66, 26},
          {0, 16, 27},
          {32, 33}};
}
Style classical() {
  return {
      "classical",
      66,
      170,
      0.4,
      0,
      ChordKind::triad,
      Comping::arpeggio,
      BassLine::roots,
      2,
      0.15,
      {{major, {0, 3, 4, 0}}, {major, {0, 5, 1, 4}}, {minor, {0, 3, 4, 0}}, {minor, {0, 5, 3, 4}}},
      grooves::orchestral(),
      grooves::orchestral_waltz(),
      {40, 68, 73, 71, 0},
      {48, 6, 46, 0},
      {42}};
}
Style country() {
  return {"country",
          76,
          170,
          0.2,
          0,
          ChordKind::triad,
          Comping::strummed,
          BassLine::alternating,
          1.5,
          0.75,
          {{major, {0, 0, 3, 0, 0, 4, 4, 0}}, {major, {0, 3, 4, 0}}, {mixolydian, {0, 6, 3, 0}}},
          grooves::train(),
          grooves::waltz(),
          {110, 105, 25, 22},
          {25, 24},
          {32, 33}};
}
Style disco() {
  return {"disco",
          96,
          150,
          0,
          0,
          ChordKind::seventh,
          Comping::offbeat,
          BassLine::octaves,
          1,
          0.9,
          {{minor, {0, 3, 6, 2}}, {major, {0, 5, 1, 4}}, {dorian, {0, 3}}},
          grooves::four_on_the_floor(),
          {},
          {50, 61, 81, 73},
          {28, 4, 48},
          {36, 33, 38}};
}
Style hiphop() {
  return {"hiphop",
          68,
          140,
          0,
          0.08,
          ChordKind::seventh,
          Comping::sustained,
          BassLine::syncopated,
          1,
          0.9,
          {{minor, {0, 5}}, {minor, {0, 0, 3, 0}}, {dorian, {0, 3}}},
          grooves::boom_bap(),
          {},
          {11, 80, 4, 53},
          {4, 89, 17},
          {38, 33}};
}
Style jazz() {
  return {"jazz",
          72,
          200,
          0.15,
          0.17,
          ChordKind::seventh,
          Comping::stabs,
          BassLine::walking,
          2,
          0.75,
          {{major, {1, 4, 0, 5}}, {major, {0, 5, 1, 4}}, {dorian, {0, 0, 3, 3}}},
          grooves::swing_ride(),
          grooves::jazz_waltz(),
          {65, 66, 59, 11, 26},
          {0, 26},
          {32}};
}
Style metal() {
  return {"metal",
          84,
          190,
          0,
          0,
          ChordKind::power,
          Comping::chugging,
          BassLine::pedal,
          2,
          0.9,
          {{minor, {0, 5, 6, 0}}, {minor, {0, 0, 5, 6}}, {minor, {0, 3, 5, 6}}},
          grooves::double_kick(),
          {},
          {30, 29, 81},
          {30},
          {34}};
}
Style pop() {
  return {"pop",
          72,
          160,
          0,
          0,
          ChordKind::triad,
          Comping::arpeggio,
          BassLine::roots,
          1.5,
          0.8,
          {{major, {0, 4, 5, 3}}, {major, {5, 3, 0, 4}}, {minor, {0, 5, 2, 6}}},
          grooves::backbeat_pop(),
          {},
          {53, 80, 0, 27},
          {2, 88, 4, 25},
          {33, 38}};
}
Style reggae() {
  return {"reggae",
          62,
          130,
          0,
          0.1,
          ChordKind::triad,
          Comping::offbeat,
          BassLine::syncopated,
          1,
          0.8,
          {{major, {0, 3}}, {minor, {0, 6}}, {major, {1, 0}}, {minor, {0, 3, 0, 4}}},
          grooves::one_drop(),
          {},
          {57, 21, 53, 18},
          {28, 17},
          {33}};
}
Style rock() {
  return {"rock",
          80,
          176,
          0,
          0,
          ChordKind::triad,
          Comping::strummed,
          BassLine::pedal,
          1.5,
          0.85,
          {{major, {0, 3, 4, 3}}, {mixolydian, {0, 6, 3, 0}}, {minor, {0, 6, 5, 6}}},
          grooves::rock(),
          {},
          {29, 18, 27},
          {29, 27},
          {34, 33}};
}

}  // namespace

const Style& style_of(std::string_view genre) {
  static const std::vector<Style> styles = {blues(), classical(), country(), disco(),  hiphop(),
                                            jazz(),  metal(),     pop(),     reggae(), rock()};
  const auto it =
      std::find_if(styles.begin(), styles.end(), [&](const Style& s) { return s.genre == genre; });
  if (it != styles.end()) return *it;
  std::vector<std::string> known;
  for (const auto& s : styles) known.emplace_back(s.genre);
  throw base::Error("the simulated composer has no genre '" + std::string(genre) + "'",
                    "it knows " + base::join(known, "and"));
}

}  // namespace encore::simulate
