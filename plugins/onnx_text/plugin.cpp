// encore.onnx-text: embeddings of captions by a tokeniser and a network in a model folder.
#include <algorithm>

#include "encore/sdk.hpp"
#include "plugins/onnx/describe.hpp"
#include "plugins/onnx/layers.hpp"
#include "plugins/onnx/public_models.hpp"
#include "plugins/onnx_text/captions.hpp"

namespace {

namespace onnx = encore::onnx;

constexpr const char* poolings[] = {"model", "mean", "cls", "last"};
constexpr const char* norms[] = {"model", "none", "l2"};
constexpr const char* rules[] = {"zeros", "encode"};

onnx::ModelFolder open(const std::string& folder) {
  auto model = onnx::read_model_folder(folder);
  if (!model.text)
    throw encore::Error::param("model",
                               "is the folder of '" + model.name +
                                   "', which reads no text; encore.onnx-audio reads sound");
  onnx::check_files(model);
  return model;
}

onnx::Pooling pooling_for(const std::string& word, const onnx::TextModel& model,
                          const std::vector<onnx::Output>& outputs) {
  const auto pooling = word == "model" ? model.pooling : onnx::pooling_of(word);
  for (const auto& output : outputs)
    if (pooling == onnx::Pooling::none && output.kind == onnx::Output::Kind::tokens)
      throw encore::Error::param("pooling",
                                 "must be mean, cls or last: the layer '" + output.layer +
                                     "' has a row for each token, and a caption has one");
  return pooling;
}

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

class OnnxText {
 public:
  static constexpr encore::Info info{.id = "encore.onnx-text",
                                     .version = "1.0.0",
                                     .name = "Text network",
                                     .summary = onnx::text_summary,
                                     .authors = "Encore authors",
                                     .license = "Apache-2.0",
                                     .flags = ENCORE_DF_DETERMINISTIC};
  static constexpr encore::Param params[] = {
      onnx::model_param,
      encore::strings("layers", "[]",
                      "Layers to take, as model.yaml names them, side by side in one pass: [12], "
                      "[6, pooled]; none means the model's own choice."),
      encore::choice("pooling", "model", poolings,
                     "From the tokens of a caption to one row: their mean, the first (cls) or the "
                     "last; model does as model.yaml says."),
      encore::choice("normalize", "model", norms,
                     "Length of each layer in a row; model does as model.yaml says."),
      encore::choice("empty", "zeros", rules,
                     "A clip without a caption gets zeros, or what the network makes of no words "
                     "(encode).")};

  explicit OnnxText(const encore::Params& p)
      : model_(open(p.path("model"))),
        outputs_(onnx::choose_layers(model_.text->outputs, p.strings("layers"),
                                     model_.text->default_layer)),
        zeros_(p.choice("empty") == "zeros"),
        pooled_(p.choice("pooling") != "model"),
        network_(model_, outputs_, pooling_for(p.choice("pooling"), *model_.text, outputs_),
                 p.choice("normalize") == "model" ? model_.text->unit_length
                                                  : p.choice("normalize") == "l2") {}
  OnnxText(const OnnxText&) = delete;
  OnnxText& operator=(const OnnxText&) = delete;

  encore::Needs needs() const { return {.text = true}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    call.progress(0, "network");
    const std::string caption = clip.text();
    std::vector<double> values;
    if (blank(caption) && zeros_) {
      call.warn("a clip without a caption gets zeros");
      for (const auto& output : outputs_)
        values.resize(values.size() + static_cast<std::size_t>(output.dims), 0.0);
    } else {
      auto row = network_(caption, call.max_threads());
      if (row.left_out > 0)
        call.warn("a caption is longer than the " + std::to_string(row.tokens) +
                  " tokens that the network reads; the rest of it is left out");
      values = std::move(row.values);
    }
    encore::write_whole(call, clip, values);
    onnx::describe(call, model_, outputs_);
    if (pooled_) onnx::warn_of_vectors(call, outputs_);
  }

 private:
  onnx::ModelFolder model_;
  std::vector<onnx::Output> outputs_;
  bool zeros_, pooled_;  // pooled_: as the recipe says
  onnx::CaptionNetwork network_;
};

ENCORE_PLUGINS(encore::features<OnnxText>)
