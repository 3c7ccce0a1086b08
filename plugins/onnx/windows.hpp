// plugins/onnx/windows.hpp: where a clip is cut.
#pragma once

#include <vector>

#include "plugins/dsp/types.hpp"

namespace encore::onnx {

// Samples [begin, begin + size) of the clip.
struct Window {
  dsp::Index begin = 0, size = 0;
};

// Windows of `window` samples that begin every `hop` samples and lie within the clip of `total`
// samples: r = 1 + floor((total - window) / hop), as many as Denk et al. 2023 (Table 1) have. A
// clip shorter than the window is one shorter window. `cover`: one more, shorter where it must be,
// holds what is left at the end.
std::vector<Window> cut(dsp::Index total, dsp::Index window, double hop, bool cover);

}  // namespace encore::onnx
