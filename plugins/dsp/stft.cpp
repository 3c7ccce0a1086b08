#include "plugins/dsp/stft.hpp"

#include <cmath>
#include <numbers>

namespace encore::dsp {

Vector hann(Index n) {
  Vector w(n);
  for (Index i = 0; i < n; ++i)
    w[i] = 0.5 -
           0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
  return w;
}

Stft::Stft(Index n_fft, Index hop)
    : n_fft_(n_fft),
      hop_(hop),
      window_(hann(n_fft)),
      block_(n_fft),
      power_(n_fft / 2 + 1),
      spectrum_(static_cast<std::size_t>(n_fft / 2 + 1)) {}

const Vector& Stft::power(Samples sound, Index frame) {
  const Index first = frame * hop_ - n_fft_ / 2;
  const auto size = static_cast<Index>(sound.size());
  for (Index i = 0; i < n_fft_; ++i) {
    const Index at = first + i;
    block_[i] = at >= 0 && at < size
                    ? window_[i] * static_cast<double>(sound[static_cast<std::size_t>(at)])
                    : 0.0;
  }
  fft_.real(block_.data(), spectrum_.data(), n_fft_);
  for (Index i = 0; i < power_.size(); ++i)
    power_[i] = std::norm(spectrum_[static_cast<std::size_t>(i)]);
  return power_;
}

}  // namespace encore::dsp
