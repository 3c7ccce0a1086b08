#include "plugins/onnx/model_folder.hpp"

#include <mutex>

#include "plugins/onnx/digest.hpp"
#include "plugins/onnx/external_data.hpp"
#include "plugins/onnx/find_public.hpp"
#include "plugins/onnx/model_sections.hpp"
#include "plugins/onnx/yaml_map.hpp"

namespace encore::onnx {
namespace {

// A hundred times what tools/export_onnx.py allows between float32 in two runtimes: room for
// another arithmetic, not for another network.
constexpr double max_tolerance = 0.01;

const std::vector<std::string> roles = {"music-text", "music",         "codec",
                                        "speech",     "general-audio", "text"};

std::map<std::string, std::string> read_files(const YamlMap& root) {
  const auto map = root.map("files");
  auto files = map.members();
  for (const auto& [name, digest] : files)
    if (digest.size() != 64) map.fail(name, "must be a SHA-256 of 64 hexadecimal digits");
  return files;
}

// A file that the folder names must be one whose content is known.
void require_listed(const YamlMap& root, const ModelFolder& model, const std::string& file) {
  if (!file.empty() && !model.files.contains(file))
    root.fail("files", "lacks '" + file + "', which the model uses");
}

// Reads what only `encore models check` uses, so that misspelt keys are found by everybody.
void read_reference(const YamlMap& root) {
  if (!root.has("reference")) return;
  const auto reference = root.map("reference");
  if (reference.has("audio")) {
    const auto audio = reference.map("audio");
    audio.text("file");
    audio.finish();
  }
  if (reference.has("text")) {
    const auto text = reference.map("text");
    text.text("file");
    text.text("captions");
    text.finish();
  }
  if (reference.real("tolerance", 0, 1e9) > max_tolerance)
    reference.fail("tolerance",
                   "is more than 0.01: a difference of a hundredth of an array's greatest value is "
                   "no agreement, and the exporter allows 1e-4");
  reference.finish();
}

// Looks through a network once in the life of the process, since it is opened once a thread.
void require_weights_listed(const ModelFolder& model, const std::string& network) {
  static std::mutex mutex;
  static std::map<std::string, std::vector<std::string>> known;  // by SHA-256 of the network
  const std::scoped_lock lock(mutex);
  const std::string& content = model.files.at(network);
  if (!known.contains(content)) known[content] = external_files(model.path(network));
  for (const auto& name : known[content])
    if (!model.files.contains(name))
      throw Error::io(model.path("model.yaml"),
                      "'files' lacks '" + name + "', in which " + network + " has weights");
}

// What is missing, where it is to be had, and under which licence.
std::string missing(const std::filesystem::path& folder) {
  const std::string name =
      (folder.has_filename() ? folder : folder.parent_path()).filename().string();
  const std::string models = public_models_called(name);
  std::string out = "names the model folder " + folder.string() + ", which does not exist\n";
  if (models.empty())
    return out +
           "correct the path in the recipe or in the machine file, or make the folder: `encore "
           "plugins describe encore.onnx-audio` and `encore.onnx-text` list public models by role, "
           "with licence and how to get them (docs/models.md)";
  return out +
         "correct the path in the recipe or in the machine file, or make the folder of a "
         "public model with tools/ (docs/models.md; read its licence first):" +
         models;
}

}  // namespace

ModelFolder read_model_folder(const std::filesystem::path& folder) {
  std::error_code ec;
  const auto file = folder / "model.yaml";
  if (!std::filesystem::exists(folder, ec)) throw Error::param("model", missing(folder));
  if (!std::filesystem::is_directory(folder, ec))
    throw Error::param("model", "names " + folder.string() + ", which is no folder");
  if (!std::filesystem::exists(file, ec))
    throw Error::param("model",
                       "names " + folder.string() + ", which holds no model.yaml (docs/models.md)");
  const auto root = YamlMap::of_file(file.string());
  root.choice("schema", {"encore.model/1"});
  ModelFolder model;
  model.folder = folder;
  model.name = root.text("name");
  model.family = root.text("family");
  model.role = roles[root.choice("role", roles)];
  model.license = root.text("license");
  model.citation = root.text("citation", "");
  model.source = root.text("source", "");
  if (root.has("made_with")) root.map("made_with").members();
  if (root.has("audio")) model.audio = read_audio(root.map("audio"));
  if (root.has("text")) model.text = read_text(root.map("text"));
  if (!model.audio && !model.text) root.fail("audio", "is missing, and so is 'text'");
  read_reference(root);
  model.files = read_files(root);
  root.finish();
  if (model.audio) require_listed(root, model, model.audio->network);
  if (model.text) {
    require_listed(root, model, model.text->network);
    const std::filesystem::path tokenizer = model.text->tokenizer;
    require_listed(root, model, tokenizer.string());
    require_listed(root, model,
                   std::filesystem::path(tokenizer).replace_extension(".bin").string());
  }
  return model;
}

void check_files(const ModelFolder& model) {
  for (const auto& [name, digest] : model.files) {
    const std::string found = sha256_of(model.folder / name);
    if (found != digest)
      throw Error::io(model.path(name), "is not the file that model.yaml names: its SHA-256 is " +
                                            found + ", not " + digest +
                                            " (changed, or not wholly copied)");
  }
  if (model.audio) require_weights_listed(model, model.audio->network);
  if (model.text) require_weights_listed(model, model.text->network);
}

}  // namespace encore::onnx
