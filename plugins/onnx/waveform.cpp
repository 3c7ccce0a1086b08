#include "plugins/onnx/waveform.hpp"

#include <algorithm>
#include <cmath>

namespace encore::onnx {

std::vector<float> padded(dsp::Samples sound, dsp::Index length, Padding padding) {
  std::vector<float> out(sound.begin(), sound.end());
  const auto wanted = static_cast<std::size_t>(length);
  if (padding == Padding::none || out.size() >= wanted) return out;
  if (padding == Padding::repeat && !sound.empty())
    while (out.size() + sound.size() <= wanted) out.insert(out.end(), sound.begin(), sound.end());
  out.resize(wanted, 0.0F);
  return out;
}

void standardise(std::vector<float>& samples) {
  if (samples.empty()) return;
  const Eigen::Map<dsp::VectorF> x(samples.data(), static_cast<dsp::Index>(samples.size()));
  const double mean = x.cast<double>().mean();
  const double variance =
      (x.cast<double>().array() - mean).square().sum() / static_cast<double>(samples.size());
  const double scale = 1 / std::sqrt(variance + 1e-7);
  for (float& s : samples) s = static_cast<float>((static_cast<double>(s) - mean) * scale);
}

}  // namespace encore::onnx
