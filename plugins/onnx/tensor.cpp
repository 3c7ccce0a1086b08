#include "plugins/onnx/tensor.hpp"

#include <algorithm>

#include "encore/error.hpp"

namespace encore::onnx {
namespace {

template <class To>
std::vector<To> converted(const ov::Tensor& tensor, std::size_t begin, std::size_t n,
                          const std::string& where) {
  std::vector<To> out(n);
  const auto take = [&]<class From>(const From* data) {
    std::transform(data + begin, data + begin + n, out.begin(),
                   [](From x) { return static_cast<To>(x); });
  };
  const auto type = tensor.get_element_type();
  if (type == ov::element::f32) take(tensor.data<const float>());
  else if (type == ov::element::f64) take(tensor.data<const double>());
  else if (type == ov::element::i64) take(tensor.data<const std::int64_t>());
  else if (type == ov::element::i32) take(tensor.data<const std::int32_t>());
  else
    throw Error::shape(where, "has elements of the type " + type.get_type_name() +
                                  "; float32, float64 and integers of 4 and 8 bytes are read");
  return out;
}

}  // namespace

std::vector<std::int64_t> integers(const ov::Tensor& tensor, const std::string& file) {
  return converted<std::int64_t>(tensor, 0, tensor.get_size(), file);
}

RowMatrix item(const ov::Tensor& tensor, std::size_t b, const Output& output,
               const std::string& where) {
  const auto shape = tensor.get_shape();
  const bool vector = output.kind == Output::Kind::vector;
  const std::size_t axes = vector ? 2 : 3;
  const bool fits = shape.size() == axes && b < shape[0] && shape[axes - 2] > 0 &&
                    shape.back() == static_cast<std::size_t>(output.dims);
  if (!fits) {
    std::string text;
    for (const auto n : shape) text += (text.empty() ? "" : " x ") + std::to_string(n);
    throw Error::shape(where, "has the shape " + text + ", but model.yaml says " +
                                  std::to_string(output.dims) + " dims" +
                                  (vector ? " of one vector" : " of each row"));
  }
  const std::size_t rows = vector ? 1 : shape[1], size = rows * shape.back();
  const auto values = converted<float>(tensor, b * size, size, where);
  return Eigen::Map<const RowMatrix>(values.data(), static_cast<dsp::Index>(rows), output.dims);
}

}  // namespace encore::onnx
