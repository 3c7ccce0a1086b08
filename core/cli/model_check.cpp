#include "core/cli/model_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/cli/model_reference.hpp"
#include "core/io/table.hpp"
#include "core/plugin/instance.hpp"
#include "core/plugin/listing.hpp"

namespace encore::cli {
namespace {

base::Value word(const std::string& text) {
  base::Value v;
  v.kind = base::Value::Kind::scalar;
  v.text = text;
  return v;
}

base::Value list_of(base::Value item) {
  base::Value v;
  v.kind = base::Value::Kind::list;
  v.items.push_back(std::move(item));
  return v;
}

using With = std::vector<std::pair<std::string, base::Value>>;

// The plugin for one layer of the folder.
plugin::FeatureExtractor open(const ModelFacts& model, const plugin::PluginInfo& info,
                              const std::string& layer, unsigned threads, const With& more) {
  base::Value with;
  with.kind = base::Value::Kind::map;
  const auto add = [&](const std::string& key, base::Value value) {
    with.members.push_back({key, {}, std::move(value)});
  };
  add("model", word(std::filesystem::absolute(model.folder).lexically_normal().string()));
  add("layers", list_of(word(layer)));
  for (const auto& [key, value] : more) add(key, value);
  base::Diagnostics found;
  const auto params = plugin::resolve(info, &with, {}, {}, found);
  found.throw_if_any();
  plugin::CallOptions options;
  options.threads = threads;
  return plugin::FeatureExtractor(info, params, std::move(options));
}

ModelComparison compare(const std::string& part, const ModelOutput& output,
                        const base::MatrixF& ours, const base::MatrixD& theirs, double tolerance) {
  if (ours.size() == 0)
    throw base::Error(fmt::format("{} output '{}': there is nothing to compare", part, output.name),
                      "the reference needs at least one clip");
  if (ours.cols() != theirs.cols() || ours.rows() > theirs.rows())
    throw base::Error(
        fmt::format("{} output '{}': the plugin makes {} x {} numbers, the reference "
                    "holds {} x {}",
                    part, output.name, ours.rows(), ours.cols(), theirs.rows(), theirs.cols()),
        "export the model again with tools/export_onnx.py");
  const base::MatrixD same = theirs.topRows(ours.rows());
  const double top = same.cwiseAbs().maxCoeff();
  ModelComparison out;
  out.part = part;
  out.output = output;
  out.rows = static_cast<std::size_t>(ours.rows());
  out.reference_rows = static_cast<std::size_t>(theirs.rows());
  out.difference = (ours.cast<double>() - same).cwiseAbs().maxCoeff();
  if (!ours.allFinite() || !same.allFinite())
    out.difference = std::numeric_limits<double>::quiet_NaN();
  out.allowed = tolerance * std::max(1.0, top);
  return out;
}

// An output that nothing says the numbers of.
ModelComparison without_reference(const std::string& part, const ModelOutput& output,
                                  const ModelPart& facts) {
  ModelComparison out;
  out.part = part;
  out.output = output;
  out.reason = facts.reference.empty()
                   ? fmt::format("model.yaml has no reference.{}", part)
                   : fmt::format("{} holds no '{}'", facts.reference, output.name);
  return out;
}

const plugin::PluginInfo& onnx_plugin(const plugin::Catalog& plugins, const std::string& id) {
  if (plugins.find(id) == nullptr)
    throw base::Error(
        fmt::format("there is no plugin '{}', which runs the networks", id),
        "this Encore was built without OpenVINO (docs/onnx.md); `encore plugins list` "
        "shows libraries that cannot be used");
  return plugin::find_or_throw(plugins, id);
}

// The sound of the reference, channels x samples at the model's rate.
plugin::ClipInput sound_of(const ModelFacts& model, const Reference& reference) {
  plugin::ClipInput clip;
  if (model.audio.reference.empty()) return clip;
  const base::MatrixD sound = reference.matrix("audio");
  clip.id = model.audio.reference;
  clip.audio = sound.transpose().cast<float>();
  clip.sample_rate = model.audio.sample_rate;
  clip.duration_s = static_cast<double>(sound.cols()) / clip.sample_rate;
  return clip;
}

void check_audio(const ModelFacts& model, const plugin::Catalog& plugins, unsigned threads,
                 std::vector<ModelComparison>& out) {
  const auto& info = onnx_plugin(plugins, "encore.onnx-audio");
  const Reference reference(model.folder, model.audio.reference);
  const plugin::ClipInput clip = sound_of(model, reference);
  for (const auto& output : model.audio.outputs) {
    With with{{"window_s", word(fmt::format("{}", model.audio.window_s))}};
    if (output.kind == "frames") with.emplace_back("pooling", word("none"));
    auto extractor = open(model, info, output.layer, threads, with);
    if (reference.has(output.name))
      out.push_back(compare("audio", output, extractor.extract(clip).values,
                            reference.matrix(output.name), model.tolerance));
    else out.push_back(without_reference("audio", output, model.audio));
  }
}

// The captions of the reference through `extractor`, a row each.
base::MatrixF rows_of(plugin::FeatureExtractor& extractor, const io::Table& table) {
  const auto id = table.column("id"), text = table.column("text");
  base::MatrixF out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    plugin::ClipInput clip;
    clip.id = table.rows[r][id];
    clip.text = table.rows[r][text];
    clip.duration_s = 1;
    const auto row = extractor.extract(clip).values;
    if (r == 0) out.resize(static_cast<base::Index>(table.rows.size()), row.cols());
    out.row(static_cast<base::Index>(r)) = row.row(0);
  }
  return out;
}

void check_text(const ModelFacts& model, const plugin::Catalog& plugins, unsigned threads,
                std::vector<ModelComparison>& out) {
  const auto& info = onnx_plugin(plugins, "encore.onnx-text");
  const Reference reference(model.folder, model.text.reference);
  io::Table captions;
  if (!model.text.captions.empty()) captions = io::read_table(model.folder / model.text.captions);
  for (const auto& output : model.text.outputs) {
    auto extractor = open(model, info, output.layer, threads, {{"empty", word("encode")}});
    if (reference.has(output.name))
      out.push_back(compare("text", output, rows_of(extractor, captions),
                            reference.matrix(output.name), model.tolerance));
    else out.push_back(without_reference("text", output, model.text));
  }
}

}  // namespace

std::vector<ModelComparison> check_model(const ModelFacts& model, const plugin::Catalog& plugins,
                                         unsigned threads) {
  std::vector<ModelComparison> out;
  if (!model.audio.outputs.empty()) check_audio(model, plugins, threads, out);
  if (!model.text.outputs.empty()) check_text(model, plugins, threads, out);
  if (std::none_of(out.begin(), out.end(), [](const auto& r) { return r.compared(); }))
    throw base::Error(fmt::format("{} holds no reference outputs", model.folder.string()),
                      "tools/export_onnx.py writes them (docs/models.md)");
  return out;
}

}  // namespace encore::cli
