#include "plugins/onnx_audio/embedder.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/dsp/output.hpp"
#include "plugins/onnx/tensor.hpp"

namespace encore::onnx {
namespace {

using dsp::Index;

ov::Tensor batch_of(const std::vector<Input>& inputs) {
  ov::Shape shape{inputs.size()};
  for (const auto n : inputs[0].shape) shape.push_back(static_cast<std::size_t>(n));
  ov::Tensor tensor(ov::element::f32, shape);
  auto* to = tensor.data<float>();
  for (const auto& input : inputs) to = std::copy(input.values.begin(), input.values.end(), to);
  return tensor;
}

}  // namespace

Embedder::Embedder(const AudioModel& model, std::shared_ptr<Network> network,
                   std::vector<Output> outputs, const Cutting& cutting)
    : model_(model),
      network_(std::move(network)),
      outputs_(std::move(outputs)),
      cutting_(cutting),
      front_end_(model) {
  network_->require_dims(outputs_);
  if (const auto fixed = network_->fixed_batch(0); fixed > 0) {
    if (fixed != 1)
      throw Error::io(network_->file(), "takes " + std::to_string(fixed) +
                                            " windows at once; export it for one, or for any");
    cutting_.batch = 1;
  }
}

// A rest at the end that is too short for the network is left out.
std::vector<Window> Embedder::windows(Index total) const {
  const auto size = static_cast<Index>(std::llround(cutting_.window_s * model_.sample_rate));
  auto out = cut(total, size, cutting_.hop_s * model_.sample_rate, keeps_frames());
  if (out.size() > 1 && model_.padding == Padding::none && out.back().size < model_.min_samples)
    out.pop_back();
  return out;
}

Embedding Embedder::operator()(const Call& call, const Clip& clip) {
  const auto total = static_cast<Index>(dsp::sound_of(clip, model_.sample_rate).size());
  const auto all = windows(total);
  Embedding out;
  for (const auto& output : outputs_) out.dims += output.dims;
  std::vector<Input> inputs;
  const auto flush = [&](std::size_t end) {
    run(call, inputs, std::span(all).subspan(end - inputs.size(), inputs.size()), out);
    inputs.clear();
    call.progress(static_cast<double>(end) / static_cast<double>(all.size()), "network");
  };
  call.progress(0, "network");
  for (std::size_t w = 0; w < all.size(); ++w) {
    Channels channels;
    for (unsigned c = 0; c < clip.channels(); ++c)
      channels.push_back(clip.channel(c).subspan(static_cast<std::size_t>(all[w].begin),
                                                 static_cast<std::size_t>(all[w].size)));
    Input input = front_end_(channels);
    if (!inputs.empty() && inputs[0].shape != input.shape) flush(w);
    inputs.push_back(std::move(input));
    if (inputs.size() == cutting_.batch) flush(w + 1);
  }
  if (!inputs.empty()) flush(all.size());
  const double duration_s = static_cast<double>(total) / model_.sample_rate;
  for (auto& [start, end] : out.spans) {
    start = std::clamp(start, 0.0, duration_s);
    end = std::clamp(end, start, duration_s);
  }
  return out;
}

void Embedder::run(const Call& call, const std::vector<Input>& inputs,
                   std::span<const Window> windows, Embedding& out) const {
  const auto tensors = network_->run({batch_of(inputs)}, call.max_threads());
  for (std::size_t b = 0; b < inputs.size(); ++b) {
    std::vector<RowMatrix> layers;
    for (std::size_t o = 0; o < outputs_.size(); ++o)
      layers.push_back(item(tensors[o], b, outputs_[o],
                            network_->file() + ", output '" + outputs_[o].name + "'"));
    if (keeps_frames()) add_frames(layers, windows[b], out);
    else add_row(layers, windows[b], out);
  }
}

// Frames whose centre lies in the sound of the window, not in what fills it up.
std::vector<bool> Embedder::in_sound(const Output& output, Index frames,
                                     const Window& window) const {
  const double end_s = static_cast<double>(window.size) / model_.sample_rate;
  std::vector<bool> out;
  for (Index t = 0; t < frames; ++t)
    out.push_back(output.offset_s + static_cast<double>(t) / output.rate_hz < end_s);
  return out;
}

void Embedder::add_row(const std::vector<RowMatrix>& layers, const Window& window,
                       Embedding& out) const {
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const bool frames = outputs_[o].kind == Output::Kind::frames;
    auto row = frames ? pooled(layers[o], in_sound(outputs_[o], layers[o].rows(), window),
                               cutting_.pooling)
                      : pooled(layers[o], {}, Pooling::first);
    if (cutting_.unit_length) normalize_l2(row);
    out.values.insert(out.values.end(), row.data(), row.data() + row.size());
  }
  const double start = static_cast<double>(window.begin) / model_.sample_rate;
  out.spans.emplace_back(start, start + static_cast<double>(window.size) / model_.sample_rate);
}

void Embedder::add_frames(const std::vector<RowMatrix>& layers, const Window& window,
                          Embedding& out) const {
  const auto& first = outputs_[0];
  auto use = in_sound(first, layers[0].rows(), window);
  if (std::find(use.begin(), use.end(), true) == use.end()) use[0] = true;
  const double start = static_cast<double>(window.begin) / model_.sample_rate;
  for (Index t = 0; t < layers[0].rows(); ++t) {
    if (!use[static_cast<std::size_t>(t)]) continue;
    for (const auto& layer : layers) {
      if (layer.rows() != layers[0].rows())
        throw Error::param("layers", "have different numbers of frames: name one, or pool them");
      dsp::VectorF row = layer.row(t);
      if (cutting_.unit_length) normalize_l2(row);
      out.values.insert(out.values.end(), row.data(), row.data() + row.size());
    }
    const double centre = start + first.offset_s + static_cast<double>(t) / first.rate_hz;
    out.spans.emplace_back(centre - 0.5 / first.rate_hz, centre + 0.5 / first.rate_hz);
  }
}

}  // namespace encore::onnx
