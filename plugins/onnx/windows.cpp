#include "plugins/onnx/windows.hpp"

#include <algorithm>
#include <cmath>

namespace encore::onnx {

std::vector<Window> cut(dsp::Index total, dsp::Index window, double hop, bool cover) {
  std::vector<Window> out;
  if (total <= window) return {{0, total}};
  for (std::size_t i = 0;; ++i) {
    const auto begin = static_cast<dsp::Index>(std::llround(static_cast<double>(i) * hop));
    if (begin >= total) return out;
    if (begin + window <= total) out.push_back({begin, window});
    else if (cover && (out.empty() || out.back().begin + out.back().size < total))
      out.push_back({begin, total - begin});
    else return out;
  }
}

}  // namespace encore::onnx
