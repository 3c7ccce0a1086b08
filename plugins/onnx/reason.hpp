// plugins/onnx/reason.hpp: what a person needs of the runtime's messages.
#pragma once

#include <string>

namespace encore::onnx {

// OpenVINO says in many lines where in its source something failed, and in one or two why. These,
// joined by "; ", at most some 400 characters; the message itself where there is none.
//
//   reason_in("Exception from src/x.cpp:82:\nFrontEnd API failed:\nModel can't be parsed\n")
//   == "Model can't be parsed"
std::string reason_in(const std::string& message);

}  // namespace encore::onnx
