#include "plugins/onnx/front_end.hpp"

#include <cmath>

#include "encore/error.hpp"

namespace encore::onnx {
namespace {

using dsp::Index;
using dsp::Samples;

std::vector<float> mean_of(std::span<const Samples> channels) {
  std::vector<float> out(channels[0].begin(), channels[0].end());
  for (std::size_t c = 1; c < channels.size(); ++c)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += channels[c][i];
  for (float& x : out) x /= static_cast<float>(channels.size());
  return out;
}

}  // namespace

FrontEnd::FrontEnd(const AudioModel& model)
    : model_(model), window_(static_cast<Index>(std::llround(model.window_s * model.sample_rate))) {
  if (model.log_mel) mel_.emplace(*model.log_mel);
}

Input FrontEnd::waveform(std::span<const Samples> channels) const {
  const auto wanted = static_cast<std::size_t>(model_.channels);
  Input out;
  for (std::size_t c = 0; c < wanted; ++c) {
    std::vector<float> samples;
    if (channels.size() == wanted) samples.assign(channels[c].begin(), channels[c].end());
    else samples = mean_of(channels);
    if (model_.standardise) standardise(samples);
    samples = padded(samples, window_, model_.padding);
    out.values.insert(out.values.end(), samples.begin(), samples.end());
  }
  const auto n = static_cast<std::int64_t>(out.values.size() / wanted);
  if (model_.layout == Layout::batch_channel_time) out.shape = {model_.channels, n};
  else out.shape = {n};
  return out;
}

Input FrontEnd::operator()(std::span<const Samples> channels) {
  const auto n = static_cast<Index>(channels[0].size());
  if (n < model_.min_samples && model_.padding == Padding::none)
    throw Error::shape("audio", "a window of " + std::to_string(n) + " samples at " +
                                    std::to_string(std::lround(model_.sample_rate)) +
                                    " Hz is shorter than the " +
                                    std::to_string(model_.min_samples) + " that the network takes");
  if (!mel_) return waveform(channels);
  const auto samples =
      padded(channels.size() == 1 ? std::vector<float>(channels[0].begin(), channels[0].end())
                                  : mean_of(channels),
             window_, model_.padding);
  const RowMatrix frames = (*mel_)(samples);
  Input out;
  out.values.resize(static_cast<std::size_t>(frames.size()));
  if (model_.layout == Layout::batch_mel_time) {
    out.shape = {frames.cols(), frames.rows()};
    Eigen::Map<RowMatrix>(out.values.data(), frames.cols(), frames.rows()) = frames.transpose();
    return out;
  }
  out.shape = {frames.rows(), frames.cols()};
  if (model_.layout == Layout::batch_channel_time_mel) out.shape.insert(out.shape.begin(), 1);
  Eigen::Map<RowMatrix>(out.values.data(), frames.rows(), frames.cols()) = frames;
  return out;
}

}  // namespace encore::onnx
