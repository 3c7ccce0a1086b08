// plugins/onnx/mel_filters.hpp: mel filters as networks were trained with them.
//
// As transformers.audio_utils.mel_filter_bank, in float64: unlike plugins/dsp/mel.hpp, whose
// definition is librosa's, triangles may be straight in mel (Kaldi), and frequencies of bins end at
// the integer half of the sample rate.
#pragma once

#include <vector>

#include "plugins/dsp/types.hpp"

namespace encore::onnx {

enum class MelScale { htk, slaney, kaldi };

struct MelFilters {
  MelFilters(dsp::Index bins, dsp::Index n_mels, double fmin_hz, double fmax_hz, double sample_rate,
             MelScale scale, bool slaney_norm);
  // Weighted sums of `bins` values: n_mels numbers.
  void apply(const double* spectrum, double* out) const;

 private:
  struct Filter {
    dsp::Index first = 0;
    dsp::Vector weights;
  };
  std::vector<Filter> filters_;
};

}  // namespace encore::onnx
