// plugins/dsp/stft.hpp: power spectra of overlapping frames.
//
// As librosa.stft with its defaults: frame t is centred on sample t * hop, zeros surround the
// sound, periodic Hann window, 1 + samples / hop frames. Not thread-safe.
#pragma once

#include <vector>

#include "plugins/dsp/fft.hpp"

namespace encore::dsp {

class Stft {
 public:
  Stft(Index n_fft, Index hop);
  Index bins() const { return n_fft_ / 2 + 1; }
  Index frames(Samples sound) const { return 1 + static_cast<Index>(sound.size()) / hop_; }
  // |X|^2 of one frame; valid until the next call.
  const Vector& power(Samples sound, Index frame);

 private:
  Index n_fft_, hop_;
  Vector window_, block_, power_;
  std::vector<Complex> spectrum_;
  Fft fft_;
};

// Periodic Hann window.
Vector hann(Index n);

}  // namespace encore::dsp
