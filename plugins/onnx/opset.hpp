// plugins/onnx/opset.hpp: the version of ONNX's operators that a network was written for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace encore::onnx {

// The newest version that the pinned runtime (third_party/openvino.cmake) has been told of: its
// LATEST_SUPPORTED_ONNX_OPSET_VERSION. A network of a later one is run by it without a word, each
// operator as the last version did it. To be looked up again when the pin is raised, which
// tests/plugins/onnx/network_test.cpp reminds of.
inline constexpr std::int64_t latest_opset = 26;

// The version that the file declares for ONNX's own operators: ModelProto.opset_import of the
// domain
// "" (or "ai.onnx"), onnx.proto3. None where it declares none or is no ONNX file; the runtime says
// what is wrong with it then. Weights are stepped over, not read. Throws encore::Error::io: cannot
// be read. Thread-safe.
std::optional<std::int64_t> opset_of(const std::filesystem::path& network);

}  // namespace encore::onnx
