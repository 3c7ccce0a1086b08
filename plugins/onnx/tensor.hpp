// plugins/onnx/tensor.hpp: what a network returned, as matrices.
#pragma once

#include <cstdint>
#include <openvino/openvino.hpp>
#include <string>
#include <vector>

#include "plugins/onnx/log_mel.hpp"

namespace encore::onnx {

// Elements as float32 (float64 and integers are converted, such as the codes of a codec).
std::vector<float> floats(const ov::Tensor& tensor, const std::string& file);
std::vector<std::int64_t> integers(const ov::Tensor& tensor, const std::string& file);

// Item b of [batch, rows, dims] or [batch, dims] (one row). Throws encore::Error::shape when the
// tensor has other axes, or other than `dims` dimensions. `where` names file and output.
RowMatrix item(const ov::Tensor& tensor, std::size_t b, std::int64_t dims,
               const std::string& where);

}  // namespace encore::onnx
