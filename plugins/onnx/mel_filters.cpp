#include "plugins/onnx/mel_filters.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/dsp/mel.hpp"

namespace encore::onnx {
namespace {

using dsp::Index;
using dsp::Vector;

double hz_to_kaldi(double hz) { return 1127 * std::log(1 + hz / 700); }

}  // namespace

MelFilters::MelFilters(Index bins, Index n_mels, double fmin_hz, double fmax_hz, double sample_rate,
                       MelScale scale, bool slaney_norm) {
  const bool kaldi = scale == MelScale::kaldi;
  // Kaldi's triangles are straight in mel, all others in Hz.
  std::vector<double> corner, bin(static_cast<std::size_t>(bins));
  const double last = static_cast<double>(bins - 1);
  if (kaldi) {
    const double low = hz_to_kaldi(fmin_hz), high = hz_to_kaldi(fmax_hz);
    for (Index i = 0; i < n_mels + 2; ++i)
      corner.push_back(low +
                       (high - low) * static_cast<double>(i) / static_cast<double>(n_mels + 1));
  } else {
    corner = dsp::mel_frequencies(n_mels + 2, fmin_hz, fmax_hz, scale == MelScale::htk);
  }
  for (Index i = 0; i < bins; ++i) {
    const double hz = kaldi ? sample_rate / (2 * last) * static_cast<double>(i)
                            : std::floor(sample_rate / 2) * static_cast<double>(i) / last;
    bin[static_cast<std::size_t>(i)] = kaldi ? hz_to_kaldi(hz) : hz;
  }
  for (std::size_t m = 0; m + 2 < corner.size(); ++m) {
    const double left = corner[m], centre = corner[m + 1], right = corner[m + 2];
    const double height = slaney_norm ? 2 / (right - left) : 1;
    const auto first = std::lower_bound(bin.begin(), bin.end(), left);
    const auto end = std::upper_bound(first, bin.end(), right);
    Filter filter{first - bin.begin(), Vector(end - first)};
    for (auto at = first; at != end; ++at)
      filter.weights[at - first] =
          height *
          std::max(0.0, std::min((*at - left) / (centre - left), (right - *at) / (right - centre)));
    filters_.push_back(std::move(filter));
  }
}

void MelFilters::apply(const double* spectrum, double* out) const {
  for (std::size_t m = 0; m < filters_.size(); ++m) {
    const auto& [first, weights] = filters_[m];
    out[m] = weights.dot(Eigen::Map<const Vector>(spectrum + first, weights.size()));
  }
}

}  // namespace encore::onnx
