#include "plugins/dsp/modulation.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/dsp/fft.hpp"

namespace encore::dsp {
namespace {

using ComplexMatrix = Eigen::MatrixXcd;
constexpr double reach = 3;             // the gain is 0.003 at three times a filter's own frequency
constexpr double samples_per_tile = 8;  // at least so many amplitudes are averaged in a tile

double gain(double u) { return u * u * std::exp(1 - u * u); }

Index reflect(Index i, Index n) {
  i = ((i % (2 * n)) + 2 * n) % (2 * n);
  return i < n ? i : 2 * n - 1 - i;
}

// Frames x channels, filtered along frequency with one scale; only rising phases remain.
class ScaleFilters {
 public:
  ScaleFilters(const Matrix& spectrogram, double channels_per_octave)
      : channels_(spectrogram.cols()),
        cpo_(channels_per_octave),
        spectra_(channels_ + 1, spectrogram.rows()) {
    Vector mirrored(2 * channels_);
    for (Index t = 0; t < spectrogram.rows(); ++t) {
      mirrored << spectrogram.row(t).transpose(), spectrogram.row(t).transpose().reverse();
      fft_.real(mirrored.data(), spectra_.col(t).data(), 2 * channels_);
    }
  }

  ComplexMatrix operator()(double scale) {
    const Index n = 2 * channels_;
    Vector weights(channels_ + 1);
    for (Index k = 0; k <= channels_; ++k)
      weights[k] = 2 * gain(static_cast<double>(k) * cpo_ / static_cast<double>(n) / scale);
    weights[channels_] /= 2;
    ComplexMatrix out(spectra_.cols(), channels_);
    Eigen::VectorXcd bins = Eigen::VectorXcd::Zero(n), values(n);
    for (Index t = 0; t < out.rows(); ++t) {
      bins.head(channels_ + 1) = spectra_.col(t).cwiseProduct(weights);
      fft_.inverse(bins.data(), values.data(), n);
      out.row(t) = values.head(channels_).transpose();
    }
    return out;
  }

 private:
  Index channels_;
  double cpo_;
  ComplexMatrix spectra_;  // bins x frames
  Fft fft_;
};

// One channel, filtered along time with one rate after another.
class RateFilters {
 public:
  RateFilters(Index frames, const ModulationConfig& config, const Tiles& tiles, double duration_s)
      : frames_(frames),
        frame_s_(config.frame_s),
        duration_s_(std::max(duration_s, config.frame_s)),
        tiles_(tiles),
        weights_(tiles.count()) {
    const double slowest = *std::min_element(config.rates_hz.begin(), config.rates_hz.end());
    const auto edge = static_cast<Index>(std::ceil(1 / (slowest * frame_s_)));
    total_ = fast_length(frames + 2 * edge);
    padded_.resize(total_);
    spectrum_.resize(total_);
    for (const double rate : config.rates_hz) filters_.push_back(filter(rate));
  }

  void load(const Eigen::Ref<const Eigen::VectorXcd>& channel) {
    const Index turn =
        frames_ + (total_ - frames_) / 2;  // beyond it, what precedes the first frame
    for (Index t = 0; t < total_; ++t)
      padded_[t] = channel[reflect(t < turn ? t : t - total_, frames_)];
    fft_.forward(padded_.data(), spectrum_.data(), total_);
  }

  // Adds `share` times the mean amplitude in each tile. Downward modulations have time and
  // frequency phases of one sign, upward ones of opposite signs.
  void add(std::size_t rate, bool down, double share, Eigen::Ref<Vector> out) {
    const Filter& f = filters_[rate];
    band_.setZero(f.moments);
    amplitude_.resize(f.moments);
    for (Index j = 1; j < f.gains.size(); ++j)
      band_[j] = (down ? spectrum_[j] : std::conj(spectrum_[total_ - j])) * f.gains[j];
    fft_.inverse(band_.data(), amplitude_.data(), f.moments);

    const double step_s = period_s() / static_cast<double>(f.moments);
    sums_.setZero(tiles_.count());
    weights_.setZero();
    for (Index k = 0; k < f.moments; ++k) {
      const double middle = static_cast<double>(k) * step_s + frame_s_ / 2;
      const double start = std::max(0.0, middle - step_s / 2);
      const double end = std::min(duration_s_, middle + step_s / 2);
      if (start >= end) break;
      spread(std::sqrt(std::norm(amplitude_[k])), start, end);
    }
    const double scale = share * static_cast<double>(f.moments) / static_cast<double>(total_);
    out.array() += scale * sums_.array() / weights_.array();
  }

 private:
  // A filter's output needs few moments when the filter is slow: the inverse transform of its band
  // alone gives just these.
  struct Filter {
    Vector gains;
    Index moments = 0;
  };

  double period_s() const { return static_cast<double>(total_) * frame_s_; }

  Filter filter(double rate) const {
    Filter f;
    const auto bins =
        std::min(total_ / 2, static_cast<Index>(std::ceil(reach * rate * period_s())));
    f.gains.resize(bins + 1);
    for (Index j = 0; j <= bins; ++j) f.gains[j] = gain(static_cast<double>(j) / period_s() / rate);
    const double wanted =
        samples_per_tile * static_cast<double>(tiles_.count()) * period_s() / duration_s_;
    f.moments = fast_length(std::max(bins + 1, static_cast<Index>(std::ceil(wanted))));
    return f;
  }

  // Gives each tile its part of an amplitude that holds from start to end.
  void spread(double amplitude, double start, double end) {
    for (Index tile = tiles_.at(start); tile < tiles_.count(); ++tile) {
      const double first = tiles_.span(tile).first;
      const double last = tile + 1 == tiles_.count() ? duration_s_ : tiles_.span(tile).second;
      if (first >= end) break;
      const double part = std::max(0.0, std::min(end, last) - std::max(start, first));
      sums_[tile] += amplitude * part;
      weights_[tile] += part;
    }
  }

  Index frames_, total_ = 0;
  double frame_s_, duration_s_;
  const Tiles& tiles_;
  std::vector<Filter> filters_;
  Eigen::VectorXcd padded_, spectrum_, band_, amplitude_;
  Vector sums_, weights_;
  Fft fft_;
};

}  // namespace

Matrix modulation_energy(const Matrix& spectrogram, const ModulationConfig& c, const Tiles& tiles,
                         double duration_s, const std::function<void(double)>& tick) {
  const Index channels = spectrogram.cols();
  const auto n_rates = static_cast<Index>(c.rates_hz.size());
  const auto n_scales = static_cast<Index>(c.scales_cyc_oct.size());
  ScaleFilters scales(spectrogram, c.channels_per_octave);
  RateFilters rates(spectrogram.rows(), c, tiles, duration_s);
  Matrix out =
      Matrix::Zero(tiles.count(), (c.split_directions ? 2 : 1) * n_rates * n_scales * c.bands);

  for (Index s = 0; s < n_scales; ++s) {
    if (tick) tick(static_cast<double>(s) / static_cast<double>(n_scales));
    const ComplexMatrix filtered = scales(c.scales_cyc_oct[static_cast<std::size_t>(s)]);
    for (Index ch = 0; ch < channels; ++ch) {
      rates.load(filtered.col(ch));
      const Index band = ch * c.bands / channels;
      const Index first = (band * channels + c.bands - 1) / c.bands;
      const Index end = ((band + 1) * channels + c.bands - 1) / c.bands;
      const double share = (c.split_directions ? 1.0 : 0.5) / static_cast<double>(end - first);
      for (Index r = 0; r < n_rates; ++r)
        for (const Index up : {0, 1}) {
          const Index block = (c.split_directions ? up : 0) * n_rates + r;
          rates.add(static_cast<std::size_t>(r), up == 0, share,
                    out.col((block * n_scales + s) * c.bands + band));
        }
    }
  }
  return out;
}

}  // namespace encore::dsp
