// core/stimuli/sound.hpp: samples in memory.
#pragma once

#include "core/base/matrix.hpp"

namespace encore::stimuli {

// Columns are channels; full scale is -1..1.
struct Sound {
  base::MatrixF samples;   // frames x channels
  double sample_rate = 0;  // Hz
  base::Index frames() const { return samples.rows(); }
  base::Index channels() const { return samples.cols(); }
  double seconds() const { return static_cast<double>(frames()) / sample_rate; }
};

}  // namespace encore::stimuli
