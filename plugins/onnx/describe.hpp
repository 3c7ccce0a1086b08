// plugins/onnx/describe.hpp: what both plugins say of the model folder: parameter, licence,
// warnings.
#pragma once

#include <string>
#include <vector>

#include "encore/sdk.hpp"
#include "plugins/onnx/layers.hpp"
#include "plugins/onnx/model_folder.hpp"

namespace encore::onnx {

inline constexpr Param model_param =
    required(path("model", "",
                  "The model folder, with model.yaml and its files, whose content enters the key; "
                  "docs/models.md lists public models by role, with licence and how to get them."));

// What the lock file keeps of the model.
inline void describe(const Call& call, const ModelFolder& model) {
  call.set_meta("model", model.name);
  call.set_meta("model_family", model.family);
  call.set_meta("model_license", model.license);
  if (!model.source.empty()) call.set_meta("model_source", model.source);
  if (!model.citation.empty()) call.set_meta("model_citation", model.citation);
}

// Warnings of layers that `pooling` of the recipe does nothing to.
inline std::vector<std::string> warnings_of_unpooled(const std::vector<Output>& outputs) {
  std::vector<std::string> out;
  for (const auto& output : outputs)
    if (output.kind == Output::Kind::vector)
      out.push_back("pooling changes nothing for the layer '" + output.layer +
                    "', of which the network gives one vector");
  return out;
}

}  // namespace encore::onnx
