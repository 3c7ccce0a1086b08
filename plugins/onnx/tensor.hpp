// plugins/onnx/tensor.hpp: what a network returned, as matrices.
#pragma once

#include <cstdint>
#include <openvino/openvino.hpp>
#include <string>
#include <vector>

#include "plugins/onnx/model_folder.hpp"

namespace encore::onnx {

std::vector<std::int64_t> integers(const ov::Tensor& tensor, const std::string& file);

// Item b of `output` in float32 (float64 and integers are converted, such as the codes of a codec):
// of [batch, rows, dims] with a row or more, or the one row of a vector's [batch, dims]. Throws
// encore::Error::shape when the tensor has other axes or dimensions. `where` names file and output.
RowMatrix item(const ov::Tensor& tensor, std::size_t b, const Output& output,
               const std::string& where);

}  // namespace encore::onnx
