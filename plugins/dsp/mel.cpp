#include "plugins/dsp/mel.hpp"

#include <algorithm>
#include <cmath>

namespace encore::dsp {
namespace {

// Slaney's scale: linear below 1 kHz (3 mel per 200 Hz), then 27 mel for each factor of 6.4.
constexpr double linear_hz = 200.0 / 3, knee_hz = 1000, knee_mel = 15;
double log_step() { return std::log(6.4) / 27; }

double hz_to_mel(double hz, bool htk) {
  if (htk) return 2595 * std::log10(1 + hz / 700);
  return hz < knee_hz ? hz / linear_hz : knee_mel + std::log(hz / knee_hz) / log_step();
}

double mel_to_hz(double mel, bool htk) {
  if (htk) return 700 * (std::pow(10, mel / 2595) - 1);
  return mel < knee_mel ? mel * linear_hz : knee_hz * std::exp((mel - knee_mel) * log_step());
}

}  // namespace

std::vector<double> mel_frequencies(Index n, double fmin_hz, double fmax_hz, bool htk) {
  const double first = hz_to_mel(fmin_hz, htk), last = hz_to_mel(fmax_hz, htk);
  std::vector<double> out;
  for (Index i = 0; i < n; ++i)
    out.push_back(mel_to_hz(
        first + (last - first) * static_cast<double>(i) / static_cast<double>(n - 1), htk));
  return out;
}

MelFilterBank::MelFilterBank(const MelConfig& c) {
  const double fmax = c.fmax_hz > 0 ? c.fmax_hz : c.sample_rate / 2;
  const auto corner = mel_frequencies(c.n_mels + 2, c.fmin_hz, fmax, c.htk);
  const double bin_hz = c.sample_rate / static_cast<double>(c.n_fft);
  const Index bins = c.n_fft / 2 + 1;
  for (std::size_t m = 0; m + 2 < corner.size(); ++m) {
    const double left = corner[m], centre = corner[m + 1], right = corner[m + 2];
    const double height = c.slaney_norm ? 2 / (right - left) : 1;
    const Index first = std::clamp<Index>(static_cast<Index>(std::ceil(left / bin_hz)), 0, bins);
    const Index end =
        std::clamp<Index>(static_cast<Index>(std::floor(right / bin_hz)) + 1, first, bins);
    Filter filter{first, VectorF(end - first)};
    for (Index i = first; i < end; ++i) {
      const double hz = static_cast<double>(i) * bin_hz;
      const double rise = (hz - left) / (centre - left), fall = (right - hz) / (right - centre);
      filter.weights[i - first] = static_cast<float>(height * std::max(0.0, std::min(rise, fall)));
    }
    filters_.push_back(std::move(filter));
  }
}

Index MelFilterBank::empty_bands() const {
  return std::count_if(filters_.begin(), filters_.end(),
                       [](const Filter& f) { return (f.weights.array() <= 0).all(); });
}

void MelFilterBank::apply(const Stft::Block& power, Eigen::Ref<MatrixF> out) const {
  for (std::size_t m = 0; m < filters_.size(); ++m) {
    const auto& [first, weights] = filters_[m];
    Eigen::Matrix<float, 1, Stft::block> sum = Eigen::Matrix<float, 1, Stft::block>::Zero();
    for (Index i = 0; i < weights.size(); ++i) sum += weights[i] * power.row(first + i);
    out.col(static_cast<Index>(m)) = sum.head(out.rows()).transpose();
  }
}

MatrixF MelSpectrogram::operator()(Samples sound) {
  MatrixF out(stft_.frames(sound), bank_.size());
  for (Index t = 0; t < out.rows(); t += Stft::block) {
    const Index count = std::min(Stft::block, out.rows() - t);
    bank_.apply(stft_.power(sound, t), out.middleRows(t, count));
  }
  return out;
}

}  // namespace encore::dsp
