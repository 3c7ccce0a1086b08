#include "plugins/dsp/fft.hpp"

#include <unsupported/Eigen/FFT>

namespace encore::dsp {

struct Fft::Plans {
  Eigen::FFT<double> fft;
};

Fft::Fft() : plans_(std::make_unique<Plans>()) {
  plans_->fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
}
Fft::~Fft() = default;
Fft::Fft(Fft&&) noexcept = default;
Fft& Fft::operator=(Fft&&) noexcept = default;

void Fft::real(const double* in, Complex* out, Index n) { plans_->fft.fwd(out, in, n); }
void Fft::forward(const Complex* in, Complex* out, Index n) { plans_->fft.fwd(out, in, n); }
void Fft::inverse(const Complex* in, Complex* out, Index n) { plans_->fft.inv(out, in, n); }

Index fast_length(Index n) {
  for (Index candidate = std::max<Index>(1, n);; ++candidate) {
    Index rest = candidate;
    for (const Index factor : {2, 3, 5})
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return candidate;
  }
}

}  // namespace encore::dsp
