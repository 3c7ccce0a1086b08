#include "plugins/dsp/cochleogram.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace encore::dsp {
namespace {

constexpr double reach_erb = 3;  // the Gaussian is 1e-6 there, which compression makes 0.02
constexpr double silence_s =
    0.1;  // zeros after the sound, so that its end does not reach its start

}  // namespace

double erb_hz(double hz) { return 24.7 * (4.37 * hz / 1000 + 1); }

Cochleogram::Cochleogram(const CochleogramConfig& c)
    : config_(c), frame_(std::max<Index>(1, std::llround(c.frame_s * c.sample_rate))) {
  for (Index i = 0; i < c.channels; ++i)
    centres_.push_back(c.fmin_hz *
                       std::pow(c.fmax_hz / c.fmin_hz,
                                static_cast<double>(i) / static_cast<double>(c.channels - 1)));
}

double Cochleogram::frame_s() const { return static_cast<double>(frame_) / config_.sample_rate; }

double Cochleogram::channels_per_octave() const {
  return static_cast<double>(config_.channels - 1) / std::log2(config_.fmax_hz / config_.fmin_hz);
}

// The inverse transform of the band alone is the analytic signal, sampled `times` times a frame.
void Cochleogram::channel(const std::vector<Complex>& spectrum, Index total_frames,
                          double centre_hz, Eigen::Ref<Vector> out) {
  const Index n = total_frames * frame_;
  const double bin_hz = config_.sample_rate / static_cast<double>(n);
  const double erb = erb_hz(centre_hz), sigma = erb / std::sqrt(std::numbers::pi);
  const auto bins = static_cast<Index>(spectrum.size());
  const auto bin = [&](double hz) {
    return std::clamp(static_cast<Index>(std::llround(hz / bin_hz)), Index{0}, bins);
  };
  const Index first = bin(centre_hz - reach_erb * erb), end = bin(centre_hz + reach_erb * erb);
  const Index times = fast_length((end - first + total_frames - 1) / total_frames);
  const Index m = total_frames * times;

  band_.assign(static_cast<std::size_t>(m), Complex{});
  envelope_.resize(static_cast<std::size_t>(m));
  // Half a sample later: samples then lie in the middle of equal parts of the frame.
  const Complex turn = std::polar(1.0, std::numbers::pi / static_cast<double>(m));
  Complex phase = 1;
  for (Index i = first; i < end; ++i, phase *= turn) {
    const double x = (static_cast<double>(i) * bin_hz - centre_hz) / sigma;
    band_[static_cast<std::size_t>(i - first)] =
        spectrum[static_cast<std::size_t>(i)] * (std::exp(-0.5 * x * x) * phase);
  }
  fft_.inverse(band_.data(), envelope_.data(), m);

  const double scale = 2 * static_cast<double>(m) / static_cast<double>(n);
  for (Index t = 0; t < out.size(); ++t) {
    double sum = 0;
    for (Index k = t * times; k < (t + 1) * times; ++k)
      sum += std::sqrt(std::norm(envelope_[static_cast<std::size_t>(k)]));
    out[t] = std::pow(scale * sum / static_cast<double>(times), config_.exponent);
  }
}

Matrix Cochleogram::operator()(Samples sound) {
  const auto size = static_cast<Index>(sound.size());
  const Index frames = std::max<Index>(1, (size + frame_ - 1) / frame_);
  const Index total = fast_length(frames + static_cast<Index>(std::ceil(silence_s / frame_s())));
  const Index n = total * frame_;
  std::vector<double> padded(static_cast<std::size_t>(n), 0.0);
  std::copy(sound.begin(), sound.end(), padded.begin());
  std::vector<Complex> spectrum(static_cast<std::size_t>(n / 2 + 1));
  fft_.real(padded.data(), spectrum.data(), n);

  Matrix out(frames, config_.channels);
  for (Index c = 0; c < config_.channels; ++c)
    channel(spectrum, total, centres_[static_cast<std::size_t>(c)], out.col(c));
  return out;
}

}  // namespace encore::dsp
