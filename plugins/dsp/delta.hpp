// plugins/dsp/delta.hpp: local derivatives along time.
#pragma once

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// Derivative of order 1 or 2, in units per frame, of the polynomial of that order fitted to
// `width` (odd) frames around each one; the frames at either end take the value of the nearest
// full window. As librosa.feature.delta. Sounds shorter than `width` use the widest odd window
// that fits; with fewer than 3 frames the derivative is 0.
Matrix delta(const Matrix& x, int order, Index width = 9);

}  // namespace encore::dsp
