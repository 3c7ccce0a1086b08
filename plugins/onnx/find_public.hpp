// plugins/onnx/find_public.hpp: the public models that a folder's name means.
#pragma once

#include <string>

namespace encore::onnx {

// "mert" -> a line for each MERT of public_models.hpp: name, licence and the command that makes its
// folder. A model is meant when its name holds all words of the folder's ("clap-music"), or when
// its role is the folder's name ("speech"); those without public weights never are. "" where none
// is. Thread-safe.
std::string public_models_called(const std::string& folder_name);

}  // namespace encore::onnx
