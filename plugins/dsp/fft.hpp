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

// float32, real, one length: for the many short frames of a sound. Owns its input and output.
class FrameFft {
 public:
  explicit FrameFft(Index n);
  ~FrameFft();
  FrameFft(FrameFft&&) noexcept;
  FrameFft& operator=(FrameFft&&) noexcept;

  Eigen::Map<VectorF> input();  // n values; kept by run()
  // The bins of 0 .. half the sampling rate; valid until the next call.
  std::span<const std::complex<float>> run();

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

// The smallest 2^a 3^b 5^c that is at least n: a fast length.
Index fast_length(Index n);

}  // namespace encore::dsp
