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

// The windowed samples of one frame, zeros where it reaches beyond the sound. False when all are
// zero.
bool Stft::fill(Samples sound, Index frame, Eigen::Map<VectorF> in) const {
  const auto size = static_cast<Index>(sound.size());
  const Index start = frame * hop_ - n_fft_ / 2;
  const Index head = std::clamp<Index>(-start, 0, n_fft_);
  const Index end = std::clamp<Index>(size - start, head, n_fft_);
  in.head(head).setZero();
  if (end > head)
    in.segment(head, end - head) =
        Eigen::Map<const VectorF>(sound.data() + start + head, end - head)
            .cwiseProduct(window_.segment(head, end - head));
  in.tail(n_fft_ - end).setZero();
  return !in.segment(head, end - head).isZero(0);
}

const Stft::Block& Stft::power(Samples sound, Index first) {
  const Index count = std::min(block, frames(sound) - first);
  for (Index k = 0; k < count; k += 2) {
    const bool sounds = fill(sound, first + k, fft_.first());
    const bool next_sounds = fill(sound, first + k + 1, fft_.second());
    fft_.run();
    fft_.power(power_.data() + k, block);
    // Silence stays silence, however loud the other frame of the pair is.
    if (!sounds) power_.col(k).setZero();
    if (!next_sounds) power_.col(k + 1).setZero();
  }
  return power_;
}

}  // namespace encore::dsp
