// plugins/onnx/engine.hpp: OpenVINO itself, once a library: reading and compiling networks.
//
// The one place that decides how networks run: float32 throughout, on the processor, each inference
// with the threads that the host lends for a call, several calls side by side where the host makes
// them. Thread-safe. Errors are encore::Error with the network's file as their place.
#pragma once

#include <memory>
#include <openvino/openvino.hpp>
#include <string>
#include <vector>

namespace encore::onnx {

// An output that a tokeniser gets beside its own: int32 [captions], the tokens that it cuts off.
inline constexpr char left_out[] = "encore_left_out";

// Reads an .onnx file, or a tokeniser (.xml with its .bin beside it, which loads the tokenisers of
// libopenvino_tokenizers.so). Checks that it has the inputs and outputs, and keeps of a network's
// outputs only those named, so that layers behind them are not computed. A model with a state, as
// tokenisers have, keeps all.
std::shared_ptr<ov::Model> read_network(const std::string& file,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs);

// For `streams` inferences at once of `threads` threads each, which share one copy of the weights.
ov::CompiledModel compile(const std::string& file, const std::shared_ptr<ov::Model>& network,
                          unsigned streams, unsigned threads);

// Rethrows what the runtime throws as encore::Error: the file, what was tried, and the sentence of
// the runtime's message that says why.
[[noreturn]] void rethrow_runtime_error(const std::string& file, const std::string& tried);

}  // namespace encore::onnx
