// plugins/onnx/waveform.hpp: samples of a window on their way into a network.
#pragma once

#include <vector>

#include "plugins/dsp/types.hpp"

namespace encore::onnx {

// What makes a short window as long as the network's: nothing, zeros after it, or the window
// repeated as often as it fits wholly, then zeros ("repeatpad" of CLAP).
enum class Padding { none, zero, repeat };

// Fills up to `length` samples; cuts nothing.
std::vector<float> padded(dsp::Samples sound, dsp::Index length, Padding padding);

// (x - mean) / sqrt(var + 1e-7) with the variance of the population, as
// Wav2Vec2FeatureExtractor.zero_mean_unit_var_norm of transformers. Silence stays zero.
void standardise(std::vector<float>& samples);

}  // namespace encore::onnx
