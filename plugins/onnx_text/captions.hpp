// plugins/onnx_text/captions.hpp: captions through tokeniser and network, to a row each.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plugins/onnx/model_folder.hpp"
#include "plugins/onnx/network.hpp"
#include "plugins/onnx_text/tokenizer.hpp"

namespace encore::onnx {

// Thread-safe but for the construction. Captions of like length go through the network side by
// side; a row never depends on the captions beside it.
class CaptionNetwork {
 public:
  CaptionNetwork(const ModelFolder& model, std::vector<Output> outputs, Pooling pooling,
                 bool unit_length);
  struct Row {
    std::vector<double> values;  // layer after layer; zeros of a caption without a token
    std::size_t tokens = 0;      // those that the network read
    std::int64_t left_out = 0;   // those of the caption that it did not
  };
  // What becomes of a row, with the number of its caption; and of the part that is done, 0 to 1,
  // before each pass through the network. Both may throw.
  using Take = std::function<void(std::size_t caption, const Row& row)>;
  using Progress = std::function<void(double)>;
  void operator()(std::span<const std::string> captions, unsigned threads, const Progress& progress,
                  const Take& take) const;

 private:
  std::vector<ov::Tensor> inputs_of(const std::vector<Tokenizer::Tokens>& captions,
                                    const std::vector<std::size_t>& pass,
                                    std::int64_t length) const;
  // The row of caption `b` of a pass.
  std::vector<double> row_of(const std::vector<ov::Tensor>& outputs, std::size_t b,
                             const std::vector<std::int64_t>& mask, std::int64_t length) const;

  const TextModel& model_;
  std::vector<Output> outputs_;
  Pooling pooling_;
  bool unit_length_;
  Tokenizer tokenizer_;
  std::shared_ptr<Network> network_;
  std::size_t dims_ = 0;
  std::size_t most_at_once_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace encore::onnx
