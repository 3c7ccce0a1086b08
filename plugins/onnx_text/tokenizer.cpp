#include "plugins/onnx_text/tokenizer.hpp"

#include <algorithm>

#include "plugins/onnx/engine.hpp"
#include "plugins/onnx/tensor.hpp"

namespace encore::onnx {

Tokenizer::Tokenizer(const std::string& file)
    : network_(Network::open(file, {}, {"input_ids", "attention_mask", left_out})) {}

std::size_t Tokenizer::Tokens::read() const {
  return static_cast<std::size_t>(std::count(mask.begin(), mask.end(), std::int64_t{1}));
}

// Rows as long as the longest.
std::vector<Tokenizer::Tokens> Tokenizer::together(std::span<const std::string> captions,
                                                   unsigned threads) const {
  ov::Tensor text(ov::element::string, ov::Shape{captions.size()});
  std::copy(captions.begin(), captions.end(), text.data<std::string>());
  const auto found = network_->run({text}, threads);
  const auto ids = integers(found[0], network_->file()),
             mask = integers(found[1], network_->file());
  const auto left = integers(found[2], network_->file());
  const auto length = static_cast<std::ptrdiff_t>(ids.size() / captions.size());
  std::vector<Tokens> out(captions.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto first = static_cast<std::ptrdiff_t>(i) * length;
    out[i].ids.assign(ids.begin() + first, ids.begin() + first + length);
    out[i].mask.assign(mask.begin() + first, mask.begin() + first + length);
    // One number for all where the tokeniser does not cut.
    out[i].left_out = left[left.size() == 1 ? 0 : i];
  }
  return out;
}

std::vector<Tokenizer::Tokens> Tokenizer::operator()(std::span<const std::string> captions,
                                                     unsigned threads) const {
  if (captions.empty()) return {};
  const bool fills_up = network_->found([&] {  // even a caption alone
    const std::string none;
    const auto alone = together({&none, 1}, threads)[0];
    return alone.read() < alone.mask.size();
  });
  std::vector<Tokens> out;
  if (fills_up || captions.size() == 1) {
    for (const auto& caption : captions) out.push_back(together({&caption, 1}, threads)[0]);
    return out;
  }
  out = together(captions, threads);
  for (auto& tokens : out) {
    std::vector<std::int64_t> own;
    for (std::size_t t = 0; t < tokens.ids.size(); ++t)
      if (tokens.mask[t] == 1) own.push_back(tokens.ids[t]);
    tokens.mask.assign(own.size(), 1);
    tokens.ids = std::move(own);
  }
  return out;
}

}  // namespace encore::onnx
