#include "core/cli/model_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/recipe/yaml.hpp"

namespace encore::cli {
namespace {

namespace fs = std::filesystem;
using base::Value;

std::string text_at(const Value* map, const char* key) {
  const Value* value = map != nullptr ? map->find(key) : nullptr;
  return value != nullptr && value->is_scalar() ? value->text : "";
}

double real_at(const Value* map, const char* key, double fallback) {
  const Value* value = map != nullptr ? map->find(key) : nullptr;
  return value != nullptr ? value->as_real().value_or(fallback) : fallback;
}

ModelPart read_part(const Value* part, const Value* reference) {
  ModelPart out;
  if (part == nullptr) return out;
  out.sample_rate = real_at(part, "sample_rate_hz", 0);
  out.window_s = real_at(part, "window_s", 0);
  if (const Value* outputs = part->find("outputs"))
    for (const auto& output : outputs->items)
      out.outputs.push_back(
          {text_at(&output, "name"), text_at(&output, "layer"), text_at(&output, "kind")});
  out.reference = text_at(reference, "file");
  out.captions = text_at(reference, "captions");
  return out;
}

}  // namespace

ModelFacts read_model_facts(const fs::path& folder) {
  const fs::path file = folder / "model.yaml";
  std::error_code ec;
  if (!fs::exists(file, ec))
    throw base::Error(fmt::format("{} is no model folder: it holds no model.yaml", folder.string()),
                      "tools/export_onnx.py makes one of a public model (docs/models.md)");
  const Value root = recipe::parse_yaml(file);
  if (text_at(&root, "schema") != "encore.model/1")
    throw base::Error(root.at,
                      fmt::format("{} is not of the schema encore.model/1", file.string()));
  for (const char* key : {"name", "role", "license"})
    if (text_at(&root, key).empty())
      throw base::Error(root.at, fmt::format("the model has no '{}'", key));
  const Value* reference = root.find("reference");
  const auto reference_of = [&](const char* part) {
    return reference != nullptr ? reference->find(part) : nullptr;
  };
  ModelFacts out;
  out.folder = folder;
  out.name = text_at(&root, "name");
  out.role = text_at(&root, "role");
  out.license = text_at(&root, "license");
  out.source = text_at(&root, "source");
  out.audio = read_part(root.find("audio"), reference_of("audio"));
  out.text = read_part(root.find("text"), reference_of("text"));
  out.tolerance = real_at(reference, "tolerance", out.tolerance);
  return out;
}

std::vector<fs::path> find_models(const std::vector<fs::path>& folders) {
  std::vector<fs::path> out;
  std::error_code ec;
  for (const auto& folder : folders) {
    if (fs::exists(folder / "model.yaml", ec)) out.push_back(folder);
    for (const auto& path : base::entries(folder))
      if (fs::exists(path / "model.yaml", ec)) out.push_back(path);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace encore::cli
