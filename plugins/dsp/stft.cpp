#include "plugins/dsp/stft.hpp"

#include <algorithm>
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
      window_(hann(n_fft).cast<float>()),
      power_(Block::Zero(n_fft / 2 + 1, block)),
      fft_(n_fft) {}

// The windowed samples of one frame, zeros where it reaches beyond the sound.
void Stft::fill(Samples sound, Index frame) {
  const auto size = static_cast<Index>(sound.size());
  const Index start = frame * hop_ - n_fft_ / 2;
  const Index head = std::clamp<Index>(-start, 0, n_fft_);
  const Index end = std::clamp<Index>(size - start, head, n_fft_);
  auto in = fft_.input();
  in.head(head).setZero();
  in.segment(head, end - head) =
      Eigen::Map<const VectorF>(sound.data() + start + head, end - head)
          .cwiseProduct(window_.segment(head, end - head));
  in.tail(n_fft_ - end).setZero();
}

const Stft::Block& Stft::power(Samples sound, Index first) {
  const Index count = std::min(block, frames(sound) - first);
  for (Index k = 0; k < count; ++k) {
    fill(sound, first + k);
    float* out = power_.data() + k;
    for (const auto& x : fft_.run()) {
      *out = x.real() * x.real() + x.imag() * x.imag();
      out += block;
    }
  }
  return power_;
}

}  // namespace encore::dsp
