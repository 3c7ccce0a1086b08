// plugins/dsp/chroma.hpp: power by pitch class, as librosa.feature.chroma_stft with tuning=0.
#pragma once

#include "plugins/dsp/stft.hpp"

namespace encore::dsp {

struct ChromaConfig {
  double sample_rate = 22050;
  Index n_fft = 2048;
  Index hop = 512;
  Index n_chroma = 12;
  bool normalize = true;  // the strongest class of each frame is 1
};

// bins x n_chroma: how much each bin of the spectrum belongs to C, C#, ... B (Ellis 2007). A bin
// gives each class a Gaussian of its distance in semitones, all classes together norm 1, times a
// Gaussian of 2 octaves around 880 Hz.
Matrix chroma_weights(const ChromaConfig& config);

// Not thread-safe.
class Chromagram {
 public:
  explicit Chromagram(const ChromaConfig& config);
  MatrixF operator()(Samples sound);  // frames x n_chroma

 private:
  Stft stft_;
  MatrixF weights_;  // n_chroma x bins
  bool normalize_;
};

}  // namespace encore::dsp
