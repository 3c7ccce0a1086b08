#include "plugins/onnx/model_sections.hpp"

namespace encore::onnx {

TextModel read_text(const YamlMap& text) {
  TextModel out;
  out.network = text.text("network");
  const auto inputs = text.map("inputs");
  out.ids = inputs.text("ids");
  out.mask = inputs.text("mask");
  out.types = inputs.text("types", "");
  inputs.finish();
  const auto tokenizer = text.map("tokenizer");
  out.tokenizer = tokenizer.text("file");
  out.max_tokens = tokenizer.integer("max_tokens", 1, 1 << 20);
  if (tokenizer.has("pad")) out.pad = tokenizer.integer("pad", 0, 1 << 30);
  tokenizer.finish();
  out.outputs = read_outputs(text, Output::Kind::tokens);
  out.default_layer = read_default_layer(text, out.outputs);
  const std::vector<std::string> poolings = {"mean", "cls", "last", "none"};
  out.pooling = pooling_of(poolings[text.choice("pooling", poolings)]);
  out.unit_length = text.choice("normalize", {"none", "l2"}) == 1;
  text.finish();
  return out;
}

}  // namespace encore::onnx
