// plugins/onnx/layers.hpp: the outputs that a recipe asks for.
#pragma once

#include <string>
#include <vector>

#include "plugins/onnx/model_folder.hpp"

namespace encore::onnx {

// The outputs of the layers, in the order asked for; of `fallback` when none is. Throws
// encore::Error::param("layers") for a layer that the model lacks, and lists those that it has; for
// one that stands twice.
std::vector<Output> choose_layers(const std::vector<Output>& outputs,
                                  const std::vector<std::string>& layers,
                                  const std::string& fallback);

// What they are called in the ONNX file.
std::vector<std::string> names_of(const std::vector<Output>& outputs);

// Their dimensions one after the other: "layer7_1", ..., "pooled_1".
std::vector<std::string> column_names(const std::vector<Output>& outputs);

}  // namespace encore::onnx
