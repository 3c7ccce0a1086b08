// plugins/dsp/fft.hpp: discrete Fourier transforms of any length (Eigen's kissfft, float64).
//
// Plans are kept per length. Not thread-safe: one object a thread.
#pragma once

#include <memory>

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

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

// The smallest 2^a 3^b 5^c that is at least n: a fast length.
Index fast_length(Index n);

}  // namespace encore::dsp
