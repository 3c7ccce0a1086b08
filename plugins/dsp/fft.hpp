// plugins/dsp/fft.hpp: discrete Fourier transforms of any length (FFTW).
//
// Plans are made once for each length and serve all threads as long as the library is loaded. They
// are chosen by the length alone (FFTW_ESTIMATE), never by a timing, so that no number changes from
// run to run. One object a thread.
#pragma once

#include <memory>

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// float64, any length. Input and output must not overlap.
class Fft {
 public:
  Fft();
  ~Fft();
  Fft(Fft&&) noexcept;
  Fft& operator=(Fft&&) noexcept;

  // n real values to the n / 2 + 1 bins of 0 .. half the sampling rate.
  void real(const double* in, Complex* out, Index n);
  void forward(const Complex* in, Complex* out, Index n);
  // Divides by n.
  void inverse(const Complex* in, Complex* out, Index n);

 private:
  struct Plans;
  std::unique_ptr<Plans> plans_;
};

// float32, one length, two real frames at a time: one is the real part of the input of a complex
// transform, the other the imaginary part, which takes FFTW a third of the time of two transforms
// of reals. Rounding errors are relative to the louder of the two. Owns its input and output.
class PairFft {
 public:
  explicit PairFft(Index n);
  ~PairFft();
  PairFft(PairFft&&) noexcept;
  PairFft& operator=(PairFft&&) noexcept;

  Eigen::Map<VectorF> first();  // n values each, kept by run()
  Eigen::Map<VectorF> second();
  void run();
  // |X|^2 of bin 0 .. n / 2 of the two frames to out[stride * bin] and out[stride * bin + 1].
  void power(float* out, Index stride) const;

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

// The smallest 2^a 3^b 5^c that is at least n: a fast length.
Index fast_length(Index n);

}  // namespace encore::dsp
