// plugins/dsp/mel.hpp: mel-scaled power spectrograms, as librosa.feature.melspectrogram.
#pragma once

#include <vector>

#include "plugins/dsp/stft.hpp"

namespace encore::dsp {

struct MelConfig {
  double sample_rate = 22050;
  Index n_fft = 2048;
  Index hop = 512;
  Index n_mels = 128;
  double fmin_hz = 0;
  double fmax_hz = 0;       // 0: half the sampling rate
  bool htk = false;         // scale of O'Shaughnessy 1987 instead of Slaney 1998
  bool slaney_norm = true;  // triangles of equal area instead of equal height
};

// n frequencies that are evenly spaced on the mel scale, from fmin to fmax.
std::vector<double> mel_frequencies(Index n, double fmin_hz, double fmax_hz, bool htk);

// Triangular filters. Immutable.
class MelFilterBank {
 public:
  explicit MelFilterBank(const MelConfig& config);
  Index size() const { return static_cast<Index>(filters_.size()); }
  // out(t, m) = weighted power of band m in frame t, for the first out.rows() frames of a block.
  void apply(const Stft::Block& power, Eigen::Ref<MatrixF> out) const;
  // Bands narrower than the distance of two bins hear nothing.
  Index empty_bands() const;

 private:
  struct Filter {
    Index first = 0;
    VectorF weights;
  };
  std::vector<Filter> filters_;
};

// Not thread-safe.
class MelSpectrogram {
 public:
  explicit MelSpectrogram(const MelConfig& config)
      : stft_(config.n_fft, config.hop), bank_(config) {}
  const MelFilterBank& bank() const { return bank_; }
  MatrixF operator()(Samples sound);  // frames x n_mels, power

 private:
  Stft stft_;
  MelFilterBank bank_;
};

}  // namespace encore::dsp
