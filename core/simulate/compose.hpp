// core/simulate/compose.hpp: a piece of music in a genre, composed by rule.
//
//   const Score score = compose(seed, "jazz", 12, 30.0);
//
// The same seed, genre and track give the same piece; a longer one begins like a shorter one only
// in its facts. All notes but drums lie in the key; onsets lie on sixteenths of the tempo, up to
// swing and a player's scatter of a few milliseconds. Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/random.hpp"
#include "core/simulate/score.hpp"
#include "core/simulate/style.hpp"

namespace encore::simulate {

// Throws base::Error for a genre that it does not know.
Score compose(std::uint64_t seed, std::string_view genre, int track, double duration_s);

// Seconds after the start of a bar's first beat at which a sixteenth (0 to 3 of a beat) comes.
double sixteenth_s(const Facts& facts, double sixteenth);

// The players: each adds the notes of one layer to a phrase.
void play_drums(Score& score, const Style& style, const Groove& groove, const Phrase& phrase,
                base::Random& random);
void play_bass(Score& score, const Style& style, const Phrase& phrase, base::Random& random);
void play_chords(Score& score, const Style& style, const Phrase& phrase, base::Random& random);
void play_melody(Score& score, const Phrase& phrase, int& key, base::Random& random);

// Adds a note at a sixteenth counted from the piece's start, with a player's scatter.
void add_note(Score& score, Layer layer, double sixteenth, double length_sixteenths, int key,
              double loudness, base::Random& random);

// Degree of the chord that sounds at a sixteenth counted from the start.
int degree_at(const Score& score, double sixteenth);

}  // namespace encore::simulate
