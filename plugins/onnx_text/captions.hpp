// plugins/onnx_text/captions.hpp: a caption through tokeniser and network, to one row.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugins/onnx/model_folder.hpp"
#include "plugins/onnx/network.hpp"

namespace encore::onnx {

// Thread-safe but for the construction. One caption at a time, so that a row never depends on the
// captions beside it.
class CaptionNetwork {
 public:
  CaptionNetwork(const ModelFolder& model, std::vector<Output> outputs, Pooling pooling,
                 bool unit_length);
  struct Row {
    std::vector<double> values;  // layer after layer
    std::size_t tokens = 0;      // those that the network read
    std::int64_t left_out = 0;   // those of the caption that it did not
  };
  Row operator()(const std::string& caption, unsigned threads) const;

 private:
  const TextModel& model_;
  std::vector<Output> outputs_;
  Pooling pooling_;
  bool unit_length_;
  std::shared_ptr<Network> tokenizer_, network_;
};

}  // namespace encore::onnx
