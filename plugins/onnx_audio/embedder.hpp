// plugins/onnx_audio/embedder.hpp: the windows of a clip through a network, to rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "encore/sdk.hpp"
#include "plugins/onnx/front_end.hpp"
#include "plugins/onnx/network.hpp"
#include "plugins/onnx/windows.hpp"

namespace encore::onnx {

struct Cutting {
  double window_s = 0, hop_s = 0;
  Pooling pooling = Pooling::mean;
  bool unit_length = false;  // each layer of a row
  std::size_t batch = 1;     // windows that the network takes at once
};

// Rows with the seconds of the clip that each describes, [start, end).
struct Embedding {
  std::int64_t dims = 0;
  std::vector<float> values;  // row after row
  std::vector<std::pair<double, double>> spans;
};

// Not thread-safe; the network is shared with others. Needs memory for `batch` windows and the rows
// of the clip, whatever its length.
class Embedder {
 public:
  Embedder(const AudioModel& model, std::shared_ptr<Network> network, std::vector<Output> outputs,
           const Cutting& cutting);
  Embedding operator()(const Call& call, const Clip& clip);

 private:
  using Channels = std::vector<dsp::Samples>;
  bool keeps_frames() const { return cutting_.pooling == Pooling::none; }
  std::vector<Window> windows(dsp::Index total) const;
  void run(const Call& call, const std::vector<Input>& inputs, std::span<const Window> windows,
           Embedding& out) const;
  std::vector<bool> in_sound(const Output& output, dsp::Index frames, const Window& window) const;
  void add_row(const std::vector<RowMatrix>& layers, const Window& window, Embedding& out) const;
  void add_frames(const std::vector<RowMatrix>& layers, const Window& window, Embedding& out) const;

  const AudioModel& model_;
  std::shared_ptr<Network> network_;
  std::vector<Output> outputs_;
  Cutting cutting_;
  FrontEnd front_end_;
};

}  // namespace encore::onnx
