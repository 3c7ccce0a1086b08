// plugins/onnx_text/captions.hpp: captions through tokeniser and network, to a row each.
#pragma once

#include <cstdint>
#include <functional>
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
  // One pass of captions, each filled up to `length`.
  std::vector<ov::Tensor> run(std::span<const Tokenizer::Tokens* const> captions,
                              std::int64_t length, unsigned threads) const;
  // Whether captions may go side by side; throws encore::Error::param when they may not be filled
  // up though model.yaml has an id for it. Found out once, with a caption.
  bool side_by_side(const Tokenizer::Tokens& whole, unsigned threads) const;
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
};

}  // namespace encore::onnx
