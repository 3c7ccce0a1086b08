// plugins/onnx/model_sections.hpp: the sections of a model.yaml, read strictly.
#pragma once

#include "plugins/onnx/model_folder.hpp"
#include "plugins/onnx/yaml_map.hpp"

namespace encore::onnx {

AudioModel read_audio(const YamlMap& audio);
TextModel read_text(const YamlMap& text);
// `log_mel`, for sound of that rate.
LogMel read_log_mel(const YamlMap& log_mel, double sample_rate);

// `outputs` and `default_layer`; kinds other than `rows` (frames or tokens) and vector are errors.
std::vector<Output> read_outputs(const YamlMap& section, Output::Kind rows);
std::string read_default_layer(const YamlMap& section, const std::vector<Output>& outputs);

}  // namespace encore::onnx
