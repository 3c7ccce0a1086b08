#include "core/simulate/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/simulate/instruments.hpp"

namespace encore::simulate {
namespace {

constexpr double kLongestPhrase_s = 5.5;
constexpr double kScatter_s = 0.004;  // of a player's timing

template <class T>
const T& choose(const std::vector<T>& from, base::Random& random) {
  return from[static_cast<std::size_t>(random.below(from.size()))];
}

Part part(Layer layer, int program) {
  return {layer, program, std::string(instrument_name(program)),
          std::string(instrument_family(program))};
}

void choose_instruments(Score& score, const Style& style, base::Random& random) {
  const int lead = choose(style.leads, random);
  int comp = choose(style.comps, random);
  for (int tries = 0; comp == lead && tries < 4; ++tries) comp = choose(style.comps, random);
  score.parts = {part(Layer::melody, lead),
                 part(Layer::chords, comp),
                 part(Layer::bass, choose(style.basses, random)),
                 {Layer::drums, 0, "drums", "drums"}};
  Facts& facts = score.facts;
  facts.lead = score.parts[0].instrument;
  facts.lead_family = score.parts[0].family;
  for (const auto& p : score.parts)
    if (std::find(facts.instruments.begin(), facts.instruments.end(), p.instrument) ==
        facts.instruments.end())
      facts.instruments.push_back(p.instrument);
}

Phrase draw_phrase(const Score& score, const Style& style, int first_beat, base::Random& random) {
  Phrase phrase;
  phrase.first_beat = first_beat;
  const int bars = 2 * score.facts.beats_per_bar * score.beat_s() > kLongestPhrase_s ? 1 : 2;
  phrase.beats = bars * score.facts.beats_per_bar;
  phrase.start_s = first_beat * score.beat_s();
  phrase.end_s = (first_beat + phrase.beats) * score.beat_s();
  phrase.energy = 0.3 + 0.7 * random.uniform();
  phrase.plays = {random.uniform() < 0.65, random.uniform() < 0.7, random.uniform() < 0.7,
                  score.facts.drums && random.uniform() < style.drums_share};
  const auto chords = static_cast<std::size_t>(Layer::chords);
  if (std::count(phrase.plays.begin(), phrase.plays.end(), true) < 2) phrase.plays[chords] = true;
  const bool sparse = style.comping == Comping::stabs || style.comping == Comping::offbeat;
  const bool steady = phrase.plays[2] || phrase.plays[3] || (phrase.plays[chords] && !sparse);
  if (!steady) phrase.plays[static_cast<std::size_t>(Layer::bass)] = true;
  static constexpr double rates[] = {0.5, 1, 1, 1.5, 2};
  phrase.melody_rate = style.melody_rate * rates[random.below(5)];
  phrase.busy_drums = random.uniform() < 0.3;
  return phrase;
}

void draw_facts(Score& score, const Style& style, base::Random& random) {
  Facts& facts = score.facts;
  facts.tempo_bpm = std::round(style.slowest_bpm *
                               std::pow(style.fastest_bpm / style.slowest_bpm, random.uniform()));
  facts.beats_per_bar = random.uniform() < style.triple_share ? 3 : 4;
  facts.tonic = static_cast<int>(random.below(12));
  facts.swing = style.swing;
  facts.drums = random.uniform() < 0.5 + style.drums_share;
  const Progression& progression = choose(style.progressions, random);
  facts.mode = progression.mode;
  score.progression = progression.degrees;
  choose_instruments(score, style, random);
  if (!facts.drums)
    facts.instruments.erase(std::find(facts.instruments.begin(), facts.instruments.end(), "drums"));
}

}  // namespace

std::string Facts::tempo_class() const {
  return tempo_bpm < 90 ? "slow" : tempo_bpm < 125 ? "medium" : "fast";
}

std::string Facts::id() const { return fmt::format("{}.{:05d}", genre, track); }

double sixteenth_s(const Facts& facts, double sixteenth) {
  const double beat = std::floor(sixteenth / 4);
  const double within = sixteenth / 4 - beat;
  // Swing moves the middle of the beat and stretches what lies before and after it.
  const double middle = 0.5 + facts.swing / 2;
  const double warped =
      within < 0.5 ? within / 0.5 * middle : middle + (within - 0.5) / 0.5 * (1 - middle);
  return (beat + warped) * 60 / facts.tempo_bpm;
}

int degree_at(const Score& score, double sixteenth) {
  const auto bar = static_cast<std::size_t>(sixteenth / (4 * score.facts.beats_per_bar));
  return score.progression[bar % score.progression.size()];
}

void add_note(Score& score, Layer layer, double sixteenth, double length_sixteenths, int key,
              double loudness, base::Random& random) {
  const double jitter = kScatter_s * std::clamp(random.normal(), -2.0, 2.0);
  Note note;
  note.onset_s = std::max(0.0, sixteenth_s(score.facts, sixteenth) + jitter);
  note.duration_s = length_sixteenths * score.beat_s() / 4;
  note.part = static_cast<std::size_t>(layer);
  note.key = key;
  const double velocity = 127 * std::clamp(loudness, 0.0, 1.0) + 4 * random.normal();
  note.velocity = static_cast<int>(std::clamp(velocity, 8.0, 127.0));
  if (note.onset_s < score.duration_s) score.notes.push_back(note);
}

Score compose(std::uint64_t seed, std::string_view genre, int track, double duration_s) {
  const Style& style = style_of(genre);
  Score score;
  score.facts.genre = genre;
  score.facts.track = track;
  score.duration_s = duration_s;
  base::Random random(base::seed_for(seed, "compose/" + score.facts.id()));
  draw_facts(score, style, random);
  const Groove& groove =
      score.facts.beats_per_bar == 3 ? style.triple_groove : choose(style.grooves, random);
  int melody_key = 67 + static_cast<int>(random.below(10));
  for (int beat = 0; beat * score.beat_s() < duration_s; beat += score.phrases.back().beats) {
    score.phrases.push_back(draw_phrase(score, style, beat, random));
    const Phrase& phrase = score.phrases.back();
    if (phrase.plays[0]) play_melody(score, phrase, melody_key, random);
    if (phrase.plays[1]) play_chords(score, style, phrase, random);
    if (phrase.plays[2]) play_bass(score, style, phrase, random);
    if (phrase.plays[3]) play_drums(score, style, groove, phrase, random);
  }
  std::stable_sort(score.notes.begin(), score.notes.end(),
                   [](const Note& a, const Note& b) { return a.onset_s < b.onset_s; });
  return score;
}

}  // namespace encore::simulate
