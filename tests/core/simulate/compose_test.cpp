#include "core/simulate/compose.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>

#include "core/base/error.hpp"
#include "core/simulate/captions.hpp"

namespace encore::simulate {
namespace {

// How well onsets lie on a grid with this period: 1 on it, about 0 anywhere.
double on_grid(const Score& score, double period_s) {
  std::complex<double> sum;
  for (const auto& note : score.notes)
    sum += std::polar(1.0, 2 * std::numbers::pi * note.onset_s / period_s);
  return std::abs(sum) / static_cast<double>(score.notes.size());
}

TEST(Theory, ChordsStayInTheirKey) {
  for (int mode = 0; mode < mode_count; ++mode)
    for (const int degree : {0, 3, 4})
      for (const auto kind : {ChordKind::power, ChordKind::triad, ChordKind::seventh})
        for (const int tone : chord(7, static_cast<Mode>(mode), degree, kind))
          EXPECT_TRUE(in_scale(tone, 7, static_cast<Mode>(mode))) << mode << " " << degree;
}

TEST(Theory, KnownChordsAndSteps) {
  EXPECT_EQ(chord(0, Mode::major, 1, ChordKind::seventh), (std::vector<int>{2, 5, 9, 0}));
  EXPECT_EQ(chord(9, Mode::minor, 0, ChordKind::triad), (std::vector<int>{9, 0, 4}));
  EXPECT_EQ(chord(0, Mode::blues, 4, ChordKind::seventh), (std::vector<int>{7, 11, 2, 5}));
  EXPECT_EQ(step_in_scale(60, 4, 0, Mode::major), 67);
  EXPECT_EQ(step_in_scale(60, -1, 0, Mode::minor), 58);
  EXPECT_EQ(nearest_with_class(60, 11), 59);
}

TEST(Styles, GroovesAndProgressionsFitTheirBars) {
  for (const auto genre : genre_names) {
    const Style& style = style_of(genre);
    for (const auto& groove : style.grooves)
      for (const auto& beat : groove) EXPECT_EQ(beat.steps.size(), 16U) << genre;
    for (const auto& beat : style.triple_groove) EXPECT_EQ(beat.steps.size(), 12U) << genre;
    EXPECT_TRUE(style.triple_share == 0 || !style.triple_groove.empty()) << genre;
    for (const auto& p : style.progressions)
      for (const int degree : p.degrees) EXPECT_TRUE(degree >= 0 && degree < 7) << genre;
  }
}

TEST(Compose, EveryPieceKeepsItsKeyItsTempoAndItsRange) {
  for (const auto genre : genre_names)
    for (int track = 0; track < 12; ++track) {
      const Score score = compose(5, genre, track, 20);
      const Style& style = style_of(genre);
      ASSERT_GT(score.notes.size(), 20U) << score.facts.id();
      EXPECT_GE(score.facts.tempo_bpm, style.slowest_bpm);
      EXPECT_LE(score.facts.tempo_bpm, style.fastest_bpm);
      for (const auto& note : score.notes) {
        ASSERT_TRUE(note.velocity > 0 && note.velocity < 128);
        if (score.parts[note.part].layer == Layer::drums) continue;
        ASSERT_TRUE(in_scale(note.key, score.facts.tonic, score.facts.mode))
            << score.facts.id() << " key " << note.key;
        ASSERT_TRUE(note.key >= 24 && note.key <= 96) << score.facts.id();
      }
    }
}

TEST(Compose, OnsetsLieOnTheTempo) {
  for (const auto genre : genre_names)
    for (int track = 0; track < 6; ++track) {
      Score score = compose(9, genre, track, 20);
      if (score.facts.swing > 0) continue;
      const double sixteenth = score.beat_s() / 4;
      EXPECT_GT(on_grid(score, sixteenth), 0.85) << score.facts.id();
      EXPECT_LT(on_grid(score, 1.07 * sixteenth), 0.6) << score.facts.id();
    }
}

TEST(Compose, SwingDelaysTheMiddleOfABeat) {
  Facts facts;
  facts.tempo_bpm = 60;
  facts.swing = 0.3;
  EXPECT_DOUBLE_EQ(sixteenth_s(facts, 4), 1);
  EXPECT_DOUBLE_EQ(sixteenth_s(facts, 6), 1.65);
  facts.swing = 0;
  EXPECT_DOUBLE_EQ(sixteenth_s(facts, 7), 1.75);
}

TEST(Compose, PhrasesCoverThePieceAndChange) {
  const Score score = compose(2, "rock", 7, 30);
  double end = 0;
  std::set<std::array<bool, layer_count>> textures;
  for (const auto& phrase : score.phrases) {
    EXPECT_NEAR(phrase.start_s, end, 1e-9);
    end = phrase.end_s;
    EXPECT_LT(phrase.end_s - phrase.start_s, 6);
    textures.insert(phrase.plays);
  }
  EXPECT_GE(end, 30);
  EXPECT_GE(textures.size(), 2U);
}

TEST(Compose, DependsOnSeedGenreAndTrackOnly) {
  const auto keys = [](std::uint64_t seed, const char* genre, int track) {
    std::vector<int> out;
    for (const auto& n : compose(seed, genre, track, 15).notes) out.push_back(n.key);
    return out;
  };
  EXPECT_EQ(keys(1, "pop", 3), keys(1, "pop", 3));
  EXPECT_NE(keys(1, "pop", 3), keys(2, "pop", 3));
  EXPECT_NE(keys(1, "pop", 3), keys(1, "pop", 4));
}

TEST(Compose, AnUnknownGenreIsNamedWithTheKnownOnes) {
  try {
    compose(1, "polka", 0, 10);
    FAIL() << "no error";
  } catch (const base::Error& e) {
    EXPECT_NE(std::string(e.what()).find("polka"), std::string::npos);
    EXPECT_NE(e.hint().find("reggae"), std::string::npos);
  }
}

TEST(Captions, SayWhatIsTrue) {
  std::set<std::string> all;
  for (const auto genre : genre_names)
    for (int track = 0; track < 10; ++track) {
      const Score score = compose(4, genre, track, 20);
      const std::string text = caption(score, 4);
      all.insert(text);
      std::string word(genre == "hiphop" ? "hip hop" : genre), lower = text;
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      EXPECT_NE(lower.find(word), std::string::npos) << text;
      const bool played = std::any_of(score.phrases.begin(), score.phrases.end(),
                                      [](const Phrase& p) { return p.plays[0]; });
      EXPECT_EQ(text.back(), '.');
      if (!played) continue;
      EXPECT_NE(lower.find(score.facts.lead.substr(1)), std::string::npos) << text;
    }
  EXPECT_GT(all.size(), 95U);
}

}  // namespace
}  // namespace encore::simulate
