#include "plugins/onnx/layers.hpp"

#include <algorithm>
#include <cctype>

#include "encore/error.hpp"

namespace encore::onnx {

std::vector<Output> choose_layers(const std::vector<Output>& outputs,
                                  const std::vector<std::string>& layers,
                                  const std::string& fallback) {
  std::vector<Output> out;
  for (const auto& layer : layers.empty() ? std::vector<std::string>{fallback} : layers) {
    const auto found = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const Output& o) { return o.layer == layer; });
    if (found == outputs.end()) {
      std::string there;
      for (const auto& o : outputs) there += (there.empty() ? "" : ", ") + o.layer;
      throw Error::param("layers",
                         "names '" + layer + "', which the model does not have; it has " + there);
    }
    for (const auto& other : out)
      if (other.layer == layer) throw Error::param("layers", "names '" + layer + "' twice");
    out.push_back(*found);
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<Output>& outputs) {
  std::vector<std::string> names;
  for (const auto& output : outputs) names.push_back(output.name);
  return names;
}

std::vector<std::string> column_names(const std::vector<Output>& outputs) {
  std::vector<std::string> names;
  for (const auto& o : outputs) {
    const bool number = std::all_of(o.layer.begin(), o.layer.end(),
                                    [](unsigned char c) { return std::isdigit(c) != 0; });
    for (std::int64_t i = 1; i <= o.dims; ++i)
      names.push_back((number ? "layer" : "") + o.layer + "_" + std::to_string(i));
  }
  return names;
}

}  // namespace encore::onnx
