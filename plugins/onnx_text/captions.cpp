#include "plugins/onnx_text/captions.hpp"

#include <algorithm>

#include "encore/error.hpp"
#include "plugins/onnx/layers.hpp"
#include "plugins/onnx/tensor.hpp"
#include "plugins/onnx_text/passes.hpp"

namespace encore::onnx {
namespace {

std::vector<std::string> input_names(const TextModel& model) {
  std::vector<std::string> names{model.ids, model.mask};
  if (!model.types.empty()) names.push_back(model.types);
  return names;
}

// int64 [captions, length], all `value`.
ov::Tensor filled(std::size_t captions, std::int64_t length, std::int64_t value) {
  ov::Tensor tensor(ov::element::i64, ov::Shape{captions, static_cast<std::size_t>(length)});
  std::fill_n(tensor.data<std::int64_t>(), tensor.get_size(), value);
  return tensor;
}

}  // namespace

CaptionNetwork::CaptionNetwork(const ModelFolder& model, std::vector<Output> outputs,
                               Pooling pooling, bool unit_length)
    : model_(*model.text),
      outputs_(std::move(outputs)),
      pooling_(pooling),
      unit_length_(unit_length),
      tokenizer_(model.path(model_.tokenizer)),
      network_(Network::open(model.path(model_.network), input_names(model_), names_of(outputs_))) {
  network_->require_dims(outputs_);
  for (const auto& output : outputs_) dims_ += static_cast<std::size_t>(output.dims);
  if (network_->fixed_batch(0) == 1) most_at_once_ = 1;
}

std::vector<ov::Tensor> CaptionNetwork::inputs_of(const std::vector<Tokenizer::Tokens>& captions,
                                                  const std::vector<std::size_t>& pass,
                                                  std::int64_t length) const {
  std::vector<ov::Tensor> inputs{filled(pass.size(), length, model_.pad.value_or(0)),
                                 filled(pass.size(), length, 0)};
  if (!model_.types.empty()) inputs.push_back(filled(pass.size(), length, 0));
  auto* ids = inputs[0].data<std::int64_t>();
  auto* mask = inputs[1].data<std::int64_t>();
  for (const auto caption : pass) {
    std::copy(captions[caption].ids.begin(), captions[caption].ids.end(), ids);
    std::copy(captions[caption].mask.begin(), captions[caption].mask.end(), mask);
    ids += length;
    mask += length;
  }
  return inputs;
}

std::vector<double> CaptionNetwork::row_of(const std::vector<ov::Tensor>& outputs, std::size_t b,
                                           const std::vector<std::int64_t>& mask,
                                           std::int64_t length) const {
  std::vector<bool> use(mask.begin(), mask.end());
  use.resize(static_cast<std::size_t>(length));
  std::vector<double> values;
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const std::string where = network_->file() + ", output '" + outputs_[o].name + "'";
    const auto rows = item(outputs[o], b, outputs_[o], where);
    const bool has_tokens = outputs_[o].kind == Output::Kind::tokens;
    if (has_tokens && rows.rows() != length)
      throw Error::shape(where, "has " + std::to_string(rows.rows()) + " rows for " +
                                    std::to_string(length) + " tokens");
    auto one = has_tokens ? pooled(rows, use, pooling_) : pooled(rows, {}, Pooling::first);
    if (unit_length_) normalize_l2(one);
    values.insert(values.end(), one.data(), one.data() + one.size());
  }
  return values;
}

void CaptionNetwork::operator()(std::span<const std::string> captions, unsigned threads,
                                const Progress& progress, const Take& take) const {
  network_->prepare(threads);
  const auto tokens = tokenizer_(captions, threads);
  std::vector<std::size_t> spoken;  // captions with a token
  std::vector<std::int64_t> lengths;
  for (std::size_t i = 0; i < captions.size(); ++i) {
    if (tokens[i].read() == 0) {
      take(i, {std::vector<double>(dims_), 0, tokens[i].left_out});
      continue;
    }
    spoken.push_back(i);
    lengths.push_back(padded_length(static_cast<std::int64_t>(tokens[i].ids.size()),
                                    model_.max_tokens, model_.pad.has_value()));
  }
  std::size_t done = 0;
  for (auto pass : passes_of(lengths, most_at_once_)) {
    progress(static_cast<double>(done) / static_cast<double>(spoken.size()));
    const auto length = lengths[pass[0]];
    for (auto& caption : pass) caption = spoken[caption];
    const auto outputs = network_->run(inputs_of(tokens, pass, length), threads);
    for (std::size_t b = 0; b < pass.size(); ++b) {
      const auto& of = tokens[pass[b]];
      take(pass[b], {row_of(outputs, b, of.mask, length), of.read(), of.left_out});
    }
    done += pass.size();
  }
}

}  // namespace encore::onnx
