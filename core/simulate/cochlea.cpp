#include "core/simulate/cochlea.hpp"

#include <Eigen/Core>
#include <cmath>
#include <numbers>

#include "core/base/stop.hpp"

namespace encore::simulate {
namespace {

double erb_rate(double hz) { return 21.4 * std::log10(1 + 0.00437 * hz); }
double hz_of_erb_rate(double rate) { return (std::pow(10, rate / 21.4) - 1) / 0.00437; }

// All bands side by side, so that the compiler works on several at once.
using Bands = Eigen::ArrayXd;

}  // namespace

double erb_hz(double frequency_hz) { return 24.7 * (1 + 0.00437 * frequency_hz); }

base::VectorD centres_hz(const Cochlea& cochlea) {
  base::VectorD rates = base::VectorD::LinSpaced(cochlea.bands, erb_rate(cochlea.lowest_hz),
                                                 erb_rate(cochlea.highest_hz));
  return rates.unaryExpr([](double r) { return hz_of_erb_rate(r); });
}

base::MatrixD envelope(const Samples& samples, const Cochlea& cochlea) {
  const auto centres = centres_hz(cochlea);
  const base::Index n = centres.size();
  Bands pole(n), turn_re(n), turn_im(n);
  for (base::Index b = 0; b < n; ++b) {
    pole[b] = std::exp(-2 * std::numbers::pi * 1.019 * erb_hz(centres[b]) / kSampleRate);
    turn_re[b] = std::cos(2 * std::numbers::pi * centres[b] / kSampleRate);
    turn_im[b] = -std::sin(2 * std::numbers::pi * centres[b] / kSampleRate);
  }
  const Bands gain = 1 - pole;
  Bands carrier_re = Bands::Ones(n), carrier_im = Bands::Zero(n), next(n);
  Bands re[4], im[4];
  for (int s = 0; s < 4; ++s) re[s] = im[s] = Bands::Zero(n);

  const auto step = static_cast<std::size_t>(kSampleRate * kFrame_s);
  const std::size_t frames = samples.size() / step;
  base::MatrixD out(static_cast<base::Index>(frames), n);
  for (std::size_t f = 0; f < frames; ++f) {
    base::check_stop();
    Bands power = Bands::Zero(n);
    for (std::size_t i = f * step; i < (f + 1) * step; ++i) {
      const double x = samples[i] / 32768.0;
      re[0] = pole * re[0] + gain * (x * carrier_re);
      im[0] = pole * im[0] + gain * (x * carrier_im);
      for (int s = 1; s < 4; ++s) {
        re[s] = pole * re[s] + gain * re[s - 1];
        im[s] = pole * im[s] + gain * im[s - 1];
      }
      power += re[3].square() + im[3].square();
      next = carrier_re * turn_re - carrier_im * turn_im;
      carrier_im = carrier_re * turn_im + carrier_im * turn_re;
      carrier_re = next;
    }
    const Bands length = (carrier_re.square() + carrier_im.square()).sqrt();
    carrier_re /= length;  // rounding must not let the carriers grow
    carrier_im /= length;
    // The shift to the centre halves the amplitude of a sine; twice the power is its mean square.
    out.row(static_cast<base::Index>(f)) =
        (2 * power / static_cast<double>(step)).sqrt().pow(cochlea.exponent).matrix();
  }
  return out;
}

}  // namespace encore::simulate
