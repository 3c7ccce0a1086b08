// plugins/dsp/onset.hpp: how strongly notes begin, as librosa.onset.onset_strength.
#pragma once

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// From a mel spectrogram in dB: the mean over bands of what rises from one frame to the next,
// shifted by half a window (n_fft) since a frame hears an onset that early. One value a frame.
Vector onset_strength(const MatrixF& mel_db, Index n_fft, Index hop);

}  // namespace encore::dsp
