#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

#include "core/simulate/cochlea.hpp"
#include "core/simulate/compose.hpp"
#include "core/simulate/drivers.hpp"
#include "core/simulate/render.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::simulate {
namespace {

double rms(const Samples& samples, std::size_t first, std::size_t count) {
  double power = 0;
  for (std::size_t i = first; i < first + count; ++i) power += std::pow(samples[i] / 32768.0, 2);
  return std::sqrt(power / static_cast<double>(count));
}

Samples sine(double hz, double amplitude, double seconds) {
  Samples out(static_cast<std::size_t>(seconds * kSampleRate));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::int16_t>(
        std::lround(32768 * amplitude *
                    std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / kSampleRate)));
  return out;
}

TEST(Render, IsTheSameEachTimeLevelledAndNeverSilent) {
  for (const char* genre : {"classical", "metal", "jazz"}) {
    const Score score = compose(3, genre, 1, 8);
    const Samples samples = render(score, find_soundfont());
    ASSERT_EQ(samples.size(), 8U * kSampleRate);
    EXPECT_EQ(samples, render(score, find_soundfont())) << genre;
    const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
    EXPECT_LT(*high, 32000) << genre;
    EXPECT_GT(*low, -32000) << genre;
    EXPECT_GT(rms(samples, 0, samples.size()), 0.03) << genre;
    EXPECT_LT(rms(samples, 0, samples.size()), 0.101) << genre;
    for (std::size_t s = 0; s + 2 <= 8; ++s)
      EXPECT_GT(rms(samples, s * kSampleRate, 2 * kSampleRate), 0.001) << genre << " at " << s;
  }
}

TEST(Render, AMissingSoundfontSaysWhatToInstall) {
  ::setenv("ENCORE_SOUNDFONT", "/nowhere/x.sf2", 1);
  EXPECT_ERROR(find_soundfont(), "/nowhere/x.sf2 is missing");
  ::unsetenv("ENCORE_SOUNDFONT");
  const test::Folder folder;
  const auto broken = folder.write("broken.sf2", "no soundfont");
  EXPECT_ERROR(render(compose(1, "pop", 1, 1), broken), "is no soundfont");
}

TEST(Recording, ComesBackAsWritten) {
  const test::Folder folder;
  const Samples samples = sine(440, 0.3, 0.5);
  write_recording(folder / "a.wav", samples);
  EXPECT_EQ(read_recording(folder / "a.wav"), samples);
  EXPECT_ERROR(write_recording(folder / "none/a.wav", samples), "cannot write");
}

// A gammatone of unit gain at its centre passes a sine of amplitude a with RMS a / sqrt(2).
TEST(Cochlea, PassesASineInItsOwnBand) {
  const Cochlea cochlea;
  const auto centres = centres_hz(cochlea);
  for (const base::Index band : {1, 6, 10}) {
    const auto e = envelope(sine(centres[band], 0.2, 1), cochlea);
    ASSERT_EQ(e.rows(), 10);
    base::Index loudest = 0;
    e.row(8).maxCoeff(&loudest);
    EXPECT_EQ(loudest, band);
    EXPECT_NEAR(e(8, band), std::pow(0.2 / std::sqrt(2.0), cochlea.exponent), 0.005);
  }
}

// Fourth order, bandwidth 1.019 ERB: |H| = (1 + (f / (1.019 ERB))^2)^-2 at f from the centre.
TEST(Cochlea, FallsOffAsAGammatone) {
  Cochlea cochlea;
  cochlea.exponent = 1;
  const double centre = centres_hz(cochlea)[4], width = 1.019 * erb_hz(centre);
  for (const double away : {0.5, 1.0, 2.0}) {
    const auto e = envelope(sine(centre + away * width, 0.4, 1), cochlea);
    const double expected = 0.4 / std::sqrt(2.0) / std::pow(1 + away * away, 2);
    EXPECT_NEAR(e(8, 4), expected, 0.03 * expected + 1e-4) << away;
  }
}

TEST(Drivers, ASteadySoundIsAdaptedAway) {
  base::MatrixD steady = base::MatrixD::Constant(600, 2, 3.0);
  const auto out = adapted_envelope(steady);
  EXPECT_NEAR(out(599, 0), 0.3, 1e-9);
  steady.bottomRows(300).array() += 1;
  EXPECT_NEAR(adapted_envelope(steady)(300, 1), 1.3, 1e-9);
}

TEST(Drivers, RhythmFindsThePeriodOfAPulse) {
  Score score;
  score.parts = {{Layer::drums, 0, "drums", "drums"}};
  score.duration_s = 12;
  for (int i = 0; i < 24; ++i) score.notes.push_back({0.5 * i, 0.1, 0, 36, 127});
  const auto r = rhythm(score, 120);
  base::Index best = 0;
  r.row(60).maxCoeff(&best);
  EXPECT_EQ(best, 5);  // the channel of 0.5 s
  EXPECT_LT(r(60, 4), 0.05 * r(60, 5));
  const auto loud = r(60, 5);
  for (auto& n : score.notes) n.velocity = 100;
  EXPECT_NEAR(rhythm(score, 120)(60, 5), loud, 0.1) << "loudness must matter little";
}

TEST(Drivers, MeaningIsACodeOfFactsAlone) {
  const Facts a = compose(1, "jazz", 1, 5).facts;
  Facts b = a;
  b.track = 99;
  EXPECT_EQ(meaning(a, 7), meaning(b, 7));
  b.genre = "rock";
  EXPECT_NE(meaning(a, 7), meaning(b, 7));
  EXPECT_NE(meaning(a, 7), meaning(a, 8));
}

}  // namespace
}  // namespace encore::simulate
