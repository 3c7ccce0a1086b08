// Power spectra against the definition of the transform, in float64.
#include "plugins/dsp/stft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

namespace encore::dsp {
namespace {

std::vector<float> noise(std::size_t n) {
  std::vector<float> out;
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 1664525U + 1013904223U;
    out.push_back(static_cast<float>(state >> 8) / (1 << 24) - 0.5F);
  }
  return out;
}

double direct_power(Samples sound, Index n_fft, Index hop, Index frame, Index bin) {
  std::complex<double> sum = 0;
  for (Index i = 0; i < n_fft; ++i) {
    const Index at = frame * hop - n_fft / 2 + i;
    if (at < 0 || at >= static_cast<Index>(sound.size())) continue;
    const double turn = static_cast<double>(i) / static_cast<double>(n_fft);
    const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * turn);
    sum += std::polar(window * static_cast<double>(sound[static_cast<std::size_t>(at)]),
                      -2 * std::numbers::pi * turn * static_cast<double>(bin));
  }
  return std::norm(sum);
}

// Even and odd lengths; frames at both ends; a number of frames that fills no block and no pair;
// a sound shorter than the window.
TEST(Stft, PowerIsThatOfTheDefinition) {
  for (const Index n_fft : {64, 75, 101})
    for (const std::size_t size : {std::size_t{20}, std::size_t{30 * 18 + 5}}) {
      const auto sound = noise(size);
      Stft stft(n_fft, 30);
      const Index frames = stft.frames(sound);
      ASSERT_EQ(frames, 1 + static_cast<Index>(size) / 30);
      for (Index first = 0; first < frames; first += Stft::block) {
        const auto& power = stft.power(sound, first);
        ASSERT_EQ(power.rows(), n_fft / 2 + 1);
        for (Index t = first; t < std::min(frames, first + Stft::block); ++t)
          for (Index bin = 0; bin < power.rows(); ++bin)
            EXPECT_NEAR(static_cast<double>(power(bin, t - first)),
                        direct_power(sound, n_fft, 30, t, bin), 2e-5)
                << n_fft << " " << t << " " << bin;
      }
    }
}

TEST(Stft, SilenceBesideALoudFrameIsSilence) {
  auto sound = noise(64 * 9);
  std::fill(sound.begin() + 64 * 4, sound.end(), 0.0F);
  Stft stft(64, 64);
  const auto& power = stft.power(sound, 0);
  EXPECT_GT(power.col(4).sum(), 0.1F);  // half of the window hears noise
  EXPECT_TRUE(power.rightCols(3).isZero(0));
}

// Plans are shared by all threads, and made while others are in use.
TEST(Stft, ThreadsAgree) {
  const auto sound = noise(4000);
  const auto spectra = [&] {
    std::vector<Stft::Block> out;
    for (Index n_fft = 200; n_fft < 216; ++n_fft) out.push_back(Stft(n_fft, 100).power(sound, 8));
    return out;
  };
  std::vector<std::vector<Stft::Block>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&] { result = spectra(); });
  for (auto& thread : threads) thread.join();
  const auto expected = spectra();
  for (const auto& result : results)
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(result[i], expected[i]);
}

}  // namespace
}  // namespace encore::dsp
