// plugins/dsp/cochleogram.hpp: what leaves the cochlea: compressed envelopes on a log-frequency
// axis.
//
// Channel c is a zero-phase Gaussian band-pass around centre(c); its equivalent rectangular
// bandwidth is that of the human ear, 24.7 (4.37 f / 1000 + 1) Hz (Glasberg & Moore 1990). The
// value of a frame is (mean of the Hilbert envelope in the frame) ^ exponent. Not thread-safe.
#pragma once

#include <vector>

#include "plugins/dsp/fft.hpp"

namespace encore::dsp {

struct CochleogramConfig {
  double sample_rate = 16000;
  Index channels = 128;
  double fmin_hz = 60, fmax_hz = 7200;  // centres of the first and the last channel
  double frame_s = 0.005;
  double exponent = 0.3;
};

class Cochleogram {
 public:
  explicit Cochleogram(const CochleogramConfig& config);
  double frame_s() const;  // frame_s of the configuration, rounded to whole samples
  double channels_per_octave() const;
  const std::vector<double>& centres_hz() const { return centres_; }
  // Frames x channels. Frame t describes [t, t + 1) * frame_s(); the last one may reach beyond the
  // sound.
  Matrix operator()(Samples sound);

 private:
  void channel(const std::vector<Complex>& spectrum, Index total_frames, double centre_hz,
               Eigen::Ref<Vector> out);

  CochleogramConfig config_;
  Index frame_;  // samples
  std::vector<double> centres_;
  std::vector<Complex> band_, envelope_;
  Fft fft_;
};

// Equivalent rectangular bandwidth of the ear at a frequency.
double erb_hz(double hz);

}  // namespace encore::dsp
