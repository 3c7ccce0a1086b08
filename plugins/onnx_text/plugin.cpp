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
                                     .version = "1.1.0",
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
                     "(encode)."),
      encore::no_hash(encore::integer(
          "batch", "512", 1, 100000,
          "Captions that are taken at once, of which those of like length go through the network "
          "side by side: the more there are, the more are alike. 1: one by one, the slowest."))};

  explicit OnnxText(const encore::Params& p)
      : model_(open(p.path("model"))),
        outputs_(onnx::choose_layers(model_.text->outputs, p.strings("layers"),
                                     model_.text->default_layer)),
        zeros_(p.choice("empty") == "zeros"),
        pooled_(p.choice("pooling") != "model"),
        batch_(p.integer("batch")),
        network_(model_, outputs_, pooling_for(p.choice("pooling"), *model_.text, outputs_),
                 p.choice("normalize") == "model" ? model_.text->unit_length
                                                  : p.choice("normalize") == "l2") {}
  OnnxText(const OnnxText&) = delete;
  OnnxText& operator=(const OnnxText&) = delete;

  encore::Needs needs() const { return {.text = true}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    each_row(call, {&clip, 1}, [&](std::size_t, const auto& values, const auto& warnings) {
      encore::write_whole(call, clip, values);
      call.set_names("features", onnx::column_names(outputs_));
      for (const auto& text : warnings) call.warn(text);
    });
  }

  std::int64_t preferred_clips() const { return batch_; }

  void extract_many(const encore::Call& call, std::span<const encore::Clip> clips) {
    const auto names = onnx::column_names(outputs_);
    each_row(call, clips, [&](std::size_t i, const auto& values, const auto& warnings) {
      const encore::Frames out(call, i, 1, static_cast<std::int64_t>(names.size()));
      encore::write_whole(out, clips[i], values);
      call.set_names(("features/" + std::to_string(i)).c_str(), names);
      for (const auto& text : warnings) call.warn(i, text);
      call.done(i);
    });
  }

 private:
  // Calls take(clip, values, warnings) for each, in any order.
  template <class Take>
  void each_row(const encore::Call& call, std::span<const encore::Clip> clips, const Take& take) {
    using Warnings = std::vector<std::string>;
    onnx::describe(call, model_);
    const Warnings always = pooled_ ? onnx::warnings_of_unpooled(outputs_) : Warnings();
    const auto with = [&](const std::string& more) {
      Warnings out = always;
      if (!more.empty()) out.push_back(more);
      return out;
    };
    std::vector<std::string> captions;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (zeros_ && blank(clips[i].text())) {
        const std::vector<double> zeros(onnx::column_names(outputs_).size());
        take(i, zeros, with("a clip without a caption gets zeros"));
        continue;
      }
      captions.push_back(clips[i].text());
      of.push_back(i);
    }
    network_(
        captions, call.max_threads(), [&](double done) { call.progress(done, "network"); },
        [&](std::size_t k, const onnx::CaptionNetwork::Row& row) {
          const std::string cut = "a caption is longer than the " + std::to_string(row.tokens) +
                                  " tokens that the network reads; the rest of it is left out";
          take(of[k], row.values, with(row.left_out > 0 ? cut : ""));
        });
  }

  onnx::ModelFolder model_;
  std::vector<onnx::Output> outputs_;
  bool zeros_, pooled_;  // pooled_: as the recipe says
  std::int64_t batch_;
  onnx::CaptionNetwork network_;
};

ENCORE_PLUGINS(encore::features<OnnxText>)
