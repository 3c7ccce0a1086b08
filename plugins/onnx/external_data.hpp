// plugins/onnx/external_data.hpp: the files beside an ONNX file that hold weights of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace encore::onnx {

// Their names as the ONNX file gives them, each once: the values of "location" in
// TensorProto.external_data (onnx.proto3), found in the serialised file by how protobuf writes that
// key; nothing else of the file is read. Empty where all weights lie inside, as they do in most
// files of public models below 2 GiB. Throws encore::Error::io: cannot be read. Thread-safe.
std::vector<std::string> external_files(const std::filesystem::path& network);

}  // namespace encore::onnx
