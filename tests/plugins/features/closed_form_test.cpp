// Sounds whose features are known without a computer.
#include <cmath>
#include <numbers>

#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

constexpr double tau = 2 * std::numbers::pi;

base::Index strongest(const plugin::FeatureFrames& f) {
  base::Index best = 0;
  f.values.colwise().mean().maxCoeff(&best);
  return best;
}

// The mel band of a sine is the one whose centre is nearest: HTK mel of 1 kHz is 1000.
TEST(ClosedForm, SineFillsItsMelBand) {
  auto mel = extractor("mel", "{n_mels: 39, fmax_hz: 8000, scale: htk, norm: none}");
  const auto sound = synthesize(2, 22050, [](double t) { return 0.5 * std::sin(tau * 1000 * t); });
  const auto frames = mel.extract(clip_of(sound));
  const double top_mel = 2595 * std::log10(1 + 8000.0 / 700);
  const auto band = static_cast<base::Index>(std::lround(1000 / (top_mel / 40))) - 1;
  EXPECT_EQ(strongest(frames), band);
}

TEST(ClosedForm, HannWindowedSineHasItsPower) {
  // The peak of a periodic Hann spectrum of a sine of amplitude a on a bin is (a n / 4)^2.
  auto mel = extractor("mel", "{n_mels: 8, log: none, norm: none, fmin_hz: 100, fmax_hz: 10000}");
  const double hz = 100 * 22050.0 / 2048;
  const auto frames = mel.extract(
      clip_of(synthesize(1, 22050, [&](double t) { return 0.5 * std::cos(tau * hz * t); })));
  // All of a sine's power, 1.5 times its peak's, falls on the overlapping triangles, whose sum
  // is 1.
  const double power = 1.5 * std::pow(0.5 * 2048 / 4, 2);
  EXPECT_NEAR(frames.values.row(frames.values.rows() / 2).sum() / power, 1, 0.01);
}

TEST(ClosedForm, NotesFallOnTheirPitchClass) {
  auto chroma = extractor("chroma");
  const double c4 = 440 * std::pow(2, -9.0 / 12);
  for (int semitone = 0; semitone < 12; ++semitone) {
    const double hz = c4 * std::pow(2, semitone / 12.0);
    const auto frames = chroma.extract(
        clip_of(synthesize(0.5, 22050, [&](double t) { return 0.3 * std::sin(tau * hz * t); })));
    EXPECT_EQ(strongest(frames), semitone) << frames.names.at(strongest(frames));
  }
}

TEST(ClosedForm, ClicksHaveTheirTempo) {
  auto tempogram = extractor("tempogram", "{n_tempi: 60, min_bpm: 40, max_bpm: 240}");
  for (const double bpm : {60.0, 96.0, 132.0}) {
    const double beat = 60 / bpm;
    const auto frames = tempogram.extract(clip_of(
        synthesize(16, 22050, [&](double t) { return std::fmod(t, beat) < 0.005 ? 0.8 : 0.0; })));
    // The strongest tempo is the beat or, as autocorrelation must, half or a third of it.
    const double found = std::stod(frames.names.at(static_cast<std::size_t>(strongest(frames))));
    const double ratio = bpm / found;
    EXPECT_NEAR(ratio, std::round(ratio), 0.04) << bpm << " bpm, found " << found;
    EXPECT_GE(std::round(ratio), 1);
    // A tempo between the beat and twice the beat has nothing.
    base::Index at = 0;
    for (std::size_t k = 0; k < frames.names.size(); ++k)
      if (std::abs(std::stod(frames.names[k]) - 1.4 * bpm) <
          std::abs(std::stod(frames.names[static_cast<std::size_t>(at)]) - 1.4 * bpm))
        at = static_cast<base::Index>(k);
    EXPECT_LT(frames.values.col(at).mean(), 0.2 * frames.values.colwise().mean().maxCoeff());
  }
}

// A moving ripple: tones a twentieth of an octave apart, whose loudness moves along the frequency
// axis: 1 + cos(2 pi (rate t + scale x)). A positive rate moves downward.
stimuli::Sound ripple(double rate, double scale) {
  return synthesize(4, 16000, [=](double t) {
    double sum = 0;
    for (int k = 0; k < 100; ++k) {
      const double octave = k / 20.0, hz = 200 * std::pow(2, octave);
      const double phase = 2.4 * k * k;
      sum +=
          (1 + 0.9 * std::cos(tau * (rate * t + scale * octave))) * std::sin(tau * hz * t + phase);
    }
    return 0.01 * sum;
  });
}

TEST(ClosedForm, RipplesExciteTheirFilter) {
  auto mtf = extractor("mtf",
                       "{rates_hz: [2, 4, 8, 16], scales_cyc_oct: [0.25, 0.5, 1], bands: 1, "
                       "fmin_hz: 200, fmax_hz: 6400}");
  for (const double rate : {4.0, -4.0, 8.0, -8.0})
    for (const double scale : {0.5, 1.0}) {
      const auto frames = mtf.extract(clip_of(ripple(rate, scale)));
      std::string expected = rate > 0 ? "down_" : "up_";
      expected += std::abs(rate) > 4 ? "8hz_" : "4hz_";
      expected += scale < 1 ? "0.5cpo_b1" : "1cpo_b1";
      EXPECT_EQ(frames.names.at(static_cast<std::size_t>(strongest(frames))), expected);
      // The filter of the opposite direction hears little of it.
      std::string opposite = (rate > 0 ? "up_" : "down_") + expected.substr(expected.find('_') + 1);
      EXPECT_LT(frames.values.col(column(frames, opposite)).mean(),
                0.35 * frames.values.col(column(frames, expected)).mean());
    }
}

}  // namespace
}  // namespace encore::test
