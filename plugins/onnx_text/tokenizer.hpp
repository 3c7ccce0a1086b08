// plugins/onnx_text/tokenizer.hpp: captions to the numbers that a text network reads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plugins/onnx/network.hpp"

namespace encore::onnx {

// Thread-safe but for the construction.
class Tokenizer {
 public:
  // An OpenVINO tokeniser (.xml). Throws encore::Error naming the file.
  explicit Tokenizer(const std::string& file);

  struct Tokens {
    std::vector<std::int64_t> ids, mask;  // as the tokeniser gives them for the caption alone
    std::int64_t left_out = 0;            // tokens that it cut off
    std::size_t read() const;             // tokens that the mask keeps
  };
  // In order.
  std::vector<Tokens> operator()(std::span<const std::string> captions, unsigned threads) const;

 private:
  std::vector<Tokens> together(std::span<const std::string> captions, unsigned threads) const;

  std::shared_ptr<Network> network_;
};

}  // namespace encore::onnx
