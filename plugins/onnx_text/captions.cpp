#include "plugins/onnx_text/captions.hpp"

#include <algorithm>
#include <cmath>

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

// Rows of one caption, but for rounding.
bool alike(const std::vector<double>& a, const std::vector<double>& b) {
  double greatest = 0, difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    greatest = std::max(greatest, std::abs(a[i]));
    difference = std::max(difference, std::abs(a[i] - b[i]));
  }
  return difference <= 1e-3 * greatest;
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
}

std::vector<ov::Tensor> CaptionNetwork::run(std::span<const Tokenizer::Tokens* const> captions,
                                            std::int64_t length, unsigned threads) const {
  std::vector<ov::Tensor> inputs{filled(captions.size(), length, model_.pad.value_or(0)),
                                 filled(captions.size(), length, 0)};
  if (!model_.types.empty()) inputs.push_back(filled(captions.size(), length, 0));
  auto* ids = inputs[0].data<std::int64_t>();
  auto* mask = inputs[1].data<std::int64_t>();
  for (const auto* caption : captions) {
    std::copy(caption->ids.begin(), caption->ids.end(), ids);
    std::copy(caption->mask.begin(), caption->mask.end(), mask);
    ids += length;
    mask += length;
  }
  return network_->run(inputs, threads);
}

// With half of a caption, so that there is room to fill it up, against another of the same length:
// its first token again and again, so that whatever a network takes over all captions of a pass is
// another for one of the two.
bool CaptionNetwork::side_by_side(const Tokenizer::Tokens& whole, unsigned threads) const {
  Tokenizer::Tokens caption = whole;
  if (whole.read() == whole.ids.size()) {  // else the tokeniser has filled it up already
    caption.ids.resize((whole.ids.size() + 1) / 2);
    caption.mask.resize(caption.ids.size());
  }
  Tokenizer::Tokens other = caption;
  std::fill(other.ids.begin(), other.ids.end(), caption.ids[0]);
  const auto row = [&](const Tokenizer::Tokens* of, std::int64_t length) {
    return row_of(run({&of, 1}, length, threads), 0, of->mask, length);
  };
  const bool may_fill = model_.pad.has_value();
  const auto tokens = static_cast<std::int64_t>(caption.ids.size());
  const auto longer = tokens < model_.max_tokens ? tokens + 1 : tokens;
  const auto length = may_fill ? padded_length(longer, model_.max_tokens, true) : tokens;
  const auto one = row(&caption, length), two = row(&other, length);
  if (length > tokens && !alike(one, row(&caption, tokens)))
    throw Error::param("model",
                       "has rows that depend on what fills a caption up: take 'tokenizer.pad' out "
                       "of its model.yaml, or export it again");
  if (network_->fixed_batch(0) == 1) return false;
  try {
    const Tokenizer::Tokens* both[] = {&caption, &other};
    const auto outputs = run(both, length, threads);
    return row_of(outputs, 0, caption.mask, length) == one &&
           row_of(outputs, 1, other.mask, length) == two;
  } catch (const Error&) {
    return false;  // traced for one at a time
  }
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
  if (spoken.empty()) return;
  const bool many = network_->found([&] { return side_by_side(tokens[spoken[0]], threads); });
  std::size_t done = 0;
  for (auto pass : passes_of(lengths, many ? captions.size() : 1)) {
    progress(static_cast<double>(done) / static_cast<double>(spoken.size()));
    const auto length = lengths[pass[0]];
    for (auto& caption : pass) caption = spoken[caption];
    std::vector<const Tokenizer::Tokens*> beside;
    beside.reserve(pass.size());
    for (const auto caption : pass) beside.push_back(&tokens[caption]);
    const auto outputs = run(beside, length, threads);
    for (std::size_t b = 0; b < pass.size(); ++b) {
      const auto& of = tokens[pass[b]];
      take(pass[b], {row_of(outputs, b, of.mask, length), of.read(), of.left_out});
    }
    done += pass.size();
  }
}

}  // namespace encore::onnx
