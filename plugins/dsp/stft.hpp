// plugins/dsp/stft.hpp: power spectra of overlapping frames.
//
// As librosa.stft with its defaults: frame t is centred on sample t * hop, zeros surround the
// sound, periodic Hann window, 1 + samples / hop frames, float32. Not thread-safe.
//
//   for (Index t = 0; t < stft.frames(sound); t += Stft::block)
//     use(stft.power(sound, t));
#pragma once

#include "plugins/dsp/fft.hpp"

namespace encore::dsp {

class Stft {
 public:
  // So many frames at a time lie beside each other, for weighted sums over bins without a gap:
  // 8 rows of 2,049 bins stay in the cache.
  static constexpr Index block = 8;
  using Block = Eigen::Matrix<float, Eigen::Dynamic, block, Eigen::RowMajor>;

  Stft(Index n_fft, Index hop);
  Index bins() const { return n_fft_ / 2 + 1; }
  Index frames(Samples sound) const { return 1 + static_cast<Index>(sound.size()) / hop_; }
  // |X|^2, bins x frames, of the frames `first` to first + block - 1; columns of frames that the
  // sound does not have mean nothing. Valid until the next call.
  const Block& power(Samples sound, Index first);

 private:
  bool fill(Samples sound, Index frame, Eigen::Map<VectorF> in) const;

  Index n_fft_, hop_;
  VectorF window_;
  Block power_;
  PairFft fft_;
};

// Periodic Hann window.
Vector hann(Index n);

}  // namespace encore::dsp
