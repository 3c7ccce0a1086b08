// plugins/onnx/front_end.hpp: a window of sound as the input of an audio network.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plugins/onnx/model_folder.hpp"

namespace encore::onnx {

// Numbers in C order with the sizes of their axes, the batch's left out.
struct Input {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

// Not thread-safe.
class FrontEnd {
 public:
  explicit FrontEnd(const AudioModel& model);
  // Samples of the longest window.
  dsp::Index window() const { return window_; }
  // `channels`: as many as the sound has; all of one length, at most window(). One channel is given
  // to both of a network of two; of more than the network takes, the mean. Throws
  // encore::Error::shape when the window is too short for the network.
  Input operator()(std::span<const dsp::Samples> channels);

 private:
  Input waveform(std::span<const dsp::Samples> channels) const;

  const AudioModel& model_;
  dsp::Index window_;
  std::optional<LogMelSpectrogram> mel_;
};

}  // namespace encore::onnx
