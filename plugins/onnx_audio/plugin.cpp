// encore.onnx-audio: embeddings of sound by a network in a model folder.
#include <algorithm>
#include <cmath>
#include <utility>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "plugins/onnx/describe.hpp"
#include "plugins/onnx/layers.hpp"
#include "plugins/onnx/public_models.hpp"
#include "plugins/onnx_audio/embedder.hpp"

namespace {

namespace onnx = encore::onnx;

constexpr const char* poolings[] = {"model", "mean", "max", "first", "last", "none"};
constexpr const char* norms[] = {"none", "l2"};
// Seconds from one volume of Brain2Music's scans to the next (TR).
constexpr double default_hop_s = 1.5;

onnx::ModelFolder open(const std::string& folder) {
  auto model = onnx::read_model_folder(folder);
  if (!model.audio)
    throw encore::Error::param("model", "is the folder of '" + model.name +
                                            "', which reads no sound; encore.onnx-text reads text");
  onnx::check_files(model);
  return model;
}

std::shared_ptr<onnx::Network> open_network(const onnx::ModelFolder& model,
                                            const std::vector<onnx::Output>& outputs) {
  return onnx::Network::open(model.path(model.audio->network), {model.audio->input},
                             onnx::names_of(outputs));
}

onnx::Cutting cutting_of(const encore::Params& p, const onnx::AudioModel& model,
                         const std::vector<onnx::Output>& outputs) {
  using Kind = onnx::Output::Kind;
  onnx::Cutting out;
  const std::string pooling = p.choice("pooling");
  out.pooling = pooling == "model" ? model.pooling : onnx::pooling_of(pooling);
  out.unit_length = p.choice("normalize") == "l2";
  out.batch = static_cast<std::size_t>(p.integer("batch"));
  const auto vectors = std::count_if(outputs.begin(), outputs.end(),
                                     [](const auto& o) { return o.kind == Kind::vector; });
  // A vector is one row a window as it is.
  if (vectors == static_cast<std::ptrdiff_t>(outputs.size())) out.pooling = onnx::Pooling::first;
  const bool frames = out.pooling == onnx::Pooling::none;
  if (frames && vectors > 0)
    throw encore::Error::param("pooling", "none keeps frames, but one of the layers is a vector");
  out.hop_s = p.real("hop_s") > 0 ? p.real("hop_s") : default_hop_s;
  out.window_s = p.real("window_s");
  if (out.window_s <= 0)
    out.window_s = frames || model.fixed ? model.window_s : std::min(out.hop_s, model.window_s);
  if (out.window_s > model.window_s + 1e-9)
    throw encore::Error::param("window_s",
                               "is more than the " + std::to_string(model.window_s) +
                                   " s that the network takes at once; rows are averaged by align");
  if (frames && p.real("hop_s") > 0)
    throw encore::Error::param("hop_s",
                               "must be left out with pooling none: windows follow each "
                               "other, and the rate of frames is the network's");
  if (frames) out.hop_s = out.window_s;
  // hop_s first: window_s follows it where it is not given.
  for (const auto& [key, s] : {std::pair{"hop_s", out.hop_s}, {"window_s", out.window_s}})
    if (s * model.sample_rate < 1) throw encore::Error::param(key, "is less than one sample");
  const auto samples = std::llround(out.window_s * model.sample_rate);
  if (samples < model.min_samples && model.padding == onnx::Padding::none)
    throw encore::Error::param(
        p.real("window_s") > 0 ? "window_s" : "hop_s",
        "makes windows of " + std::to_string(samples) + " samples; the network needs " +
            std::to_string(model.min_samples) + " at " +
            std::to_string(std::llround(model.sample_rate)) + " Hz, or a longer window_s");
  return out;
}

}  // namespace

class OnnxAudio {
 public:
  static constexpr encore::Info info{.id = "encore.onnx-audio",
                                     .version = "1.0.0",
                                     .name = "Audio network",
                                     .summary = onnx::audio_summary,
                                     .authors = "Encore authors",
                                     .license = "Apache-2.0",
                                     .flags = ENCORE_DF_DETERMINISTIC};
  static constexpr encore::Param params[] = {
      onnx::model_param,
      encore::strings("layers", "[]",
                      "Layers to take, as model.yaml names them, side by side in one pass: [7], "
                      "[6, 9, pooled]; none means the model's own choice."),
      encore::unit(
          encore::real("window_s", "0", 0, 36000,
                       "Length of sound behind a row, usually 1.5 to 30; 0 means hop_s, or "
                       "the network's own window where that is fixed or pooling is none."),
          "s"),
      encore::unit(encore::real("hop_s", "0", 0, 36000,
                                "Distance of the windows; 0 means 1.5 (one volume of Brain2Music), "
                                "or window_s where pooling is none."),
                   "s"),
      encore::choice("pooling", "model", poolings,
                     "From the frames of a window to one row; none keeps every frame, model does "
                     "as model.yaml says."),
      encore::choice("normalize", "none", norms, "Length of each layer in a row."),
      encore::no_hash(encore::integer("batch", "8", 1, 4096,
                                      "Windows of a clip that the network takes at once, usually 1 "
                                      "to 32; memory grows with it."))};

  explicit OnnxAudio(const encore::Params& p)
      : model_(open(p.path("model"))),
        outputs_(onnx::choose_layers(model_.audio->outputs, p.strings("layers"),
                                     model_.audio->default_layer)),
        pooled_(p.choice("pooling") != "model"),
        embed_(*model_.audio, open_network(model_, outputs_), outputs_,
               cutting_of(p, *model_.audio, outputs_)) {}
  OnnxAudio(const OnnxAudio&) = delete;
  OnnxAudio& operator=(const OnnxAudio&) = delete;

  encore::Needs needs() const {
    return {.audio = true,
            .sample_rate = model_.audio->sample_rate,
            .mono = model_.audio->channels == 1};
  }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto rows = embed_(call, clip);
    const auto n = static_cast<std::int64_t>(rows.spans.size());
    const encore::Frames out(call, n, rows.dims);
    encore::assign(out.features(),
                   Eigen::Map<const onnx::RowMatrix>(rows.values.data(), n, rows.dims));
    for (std::int64_t r = 0; r < n; ++r) {
      const auto [start, end] = rows.spans[static_cast<std::size_t>(r)];
      out.span(r, start, end);
    }
    call.set_names("features", onnx::column_names(outputs_));
    onnx::describe(call, model_);
    if (pooled_)
      for (const auto& text : onnx::warnings_of_unpooled(outputs_)) call.warn(text);
  }

 private:
  onnx::ModelFolder model_;
  std::vector<onnx::Output> outputs_;
  bool pooled_;  // as the recipe says
  onnx::Embedder embed_;
};

ENCORE_PLUGINS(encore::features<OnnxAudio>)
