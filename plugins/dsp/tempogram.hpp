// plugins/dsp/tempogram.hpp: local periodicity of onsets, as librosa.feature.tempogram.
#pragma once

#include <vector>

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// Autocorrelation at lags 0 .. window - 1 of the onset strength in a Hann window of `window`
// frames centred on each of `centres`; the greatest value of each row is 1. Beyond its ends the
// onset strength falls to 0 in a straight line within half a window.
Matrix tempogram(const Vector& onset, Index window, const std::vector<Index>& centres);

// n tempi in beats per minute, equal ratios apart.
std::vector<double> tempo_axis(double slowest, double fastest, Index n);

// Reads the lags of a tempogram (frames of hop_s) at tempi, interpolating linearly.
Matrix lags_to_tempi(const Matrix& lags, double hop_s, const std::vector<double>& tempi);

}  // namespace encore::dsp
