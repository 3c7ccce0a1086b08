// plugins/dsp/decibel.hpp: power on a logarithmic scale.
#pragma once

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// 10 log10(max(power, floor)); then, where top_db > 0, nothing lies more than top_db below the
// greatest value of the matrix. As librosa.power_to_db with ref=1, amin=floor.
MatrixF power_to_db(const MatrixF& power, double floor, double top_db);

}  // namespace encore::dsp
