#include "plugins/onnx_text/captions.hpp"

#include <algorithm>

#include "encore/error.hpp"
#include "plugins/onnx/engine.hpp"
#include "plugins/onnx/layers.hpp"
#include "plugins/onnx/tensor.hpp"

namespace encore::onnx {
namespace {

std::vector<std::string> inputs_of(const TextModel& model) {
  std::vector<std::string> names{model.ids, model.mask};
  if (!model.types.empty()) names.push_back(model.types);
  return names;
}

ov::Tensor row_of(const std::vector<std::int64_t>& values) {
  ov::Tensor tensor(ov::element::i64, ov::Shape{1, values.size()});
  std::copy(values.begin(), values.end(), tensor.data<std::int64_t>());
  return tensor;
}

}  // namespace

CaptionNetwork::CaptionNetwork(const ModelFolder& model, std::vector<Output> outputs,
                               Pooling pooling, bool unit_length)
    : model_(*model.text),
      outputs_(std::move(outputs)),
      pooling_(pooling),
      unit_length_(unit_length),
      tokenizer_(Network::open(model.path(model_.tokenizer), {},
                               {"input_ids", "attention_mask", left_out})),
      network_(Network::open(model.path(model_.network), inputs_of(model_), names_of(outputs_))) {
  network_->require_dims(outputs_);
}

CaptionNetwork::Row CaptionNetwork::operator()(const std::string& caption, unsigned threads) const {
  ov::Tensor text(ov::element::string, ov::Shape{1});
  text.data<std::string>()[0] = caption;
  const auto tokens = tokenizer_->run({text}, threads);
  const auto ids = integers(tokens[0], tokenizer_->file());
  const auto mask = integers(tokens[1], tokenizer_->file());

  Row row;
  row.tokens = static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 1));
  row.left_out = integers(tokens[2], tokenizer_->file()).at(0);
  if (row.tokens == 0) {
    for (const auto& output : outputs_)
      row.values.resize(row.values.size() + static_cast<std::size_t>(output.dims), 0.0);
    return row;
  }
  std::vector<ov::Tensor> inputs{row_of(ids), row_of(mask)};
  if (!model_.types.empty()) inputs.push_back(row_of(std::vector<std::int64_t>(ids.size(), 0)));
  const auto tensors = network_->run(inputs, threads);

  const std::vector<bool> use(mask.begin(), mask.end());
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const std::string where = network_->file() + ", output '" + outputs_[o].name + "'";
    const auto rows = item(tensors[o], 0, outputs_[o], where);
    const bool has_tokens = outputs_[o].kind == Output::Kind::tokens;
    if (has_tokens && static_cast<std::size_t>(rows.rows()) != use.size())
      throw Error::shape(where, "has " + std::to_string(rows.rows()) + " rows for " +
                                    std::to_string(use.size()) + " tokens");
    auto one = has_tokens ? pooled(rows, use, pooling_) : pooled(rows, {}, Pooling::first);
    if (unit_length_) normalize_l2(one);
    row.values.insert(row.values.end(), one.data(), one.data() + one.size());
  }
  return row;
}

}  // namespace encore::onnx
