// core/cli/model_facts.hpp: what the program itself reads of a model folder (encore.model/1).
//
// The plugins read model.yaml strictly; this is what a list shows and a check compares.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace encore::cli {

struct ModelOutput {
  std::string name, layer, kind;  // kind: frames, tokens, vector
};

struct ModelPart {
  std::vector<ModelOutput> outputs;      // empty: the model has no such part
  std::string reference;                 // file of its reference outputs; "" when there are none
  std::string captions;                  // text only
  double sample_rate = 0, window_s = 0;  // audio only
};

struct ModelFacts {
  std::filesystem::path folder;
  std::string name, role, license, source;
  ModelPart audio, text;
  double tolerance = 1e-4;
};

// Throws base::Error when the folder holds no model.yaml of this schema with name, role and
// licence.
ModelFacts read_model_facts(const std::filesystem::path& folder);

// Model folders among `folders` and directly below them.
std::vector<std::filesystem::path> find_models(const std::vector<std::filesystem::path>& folders);

}  // namespace encore::cli
