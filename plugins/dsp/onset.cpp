#include "plugins/dsp/onset.hpp"

namespace encore::dsp {

Vector onset_strength(const MatrixF& mel_db, Index n_fft, Index hop) {
  const Index frames = mel_db.rows();
  const Index shift = 1 + n_fft / (2 * hop);
  Vector out = Vector::Zero(frames);
  for (Index t = shift; t < frames; ++t)
    out[t] =
        (mel_db.row(t - shift + 1) - mel_db.row(t - shift)).cast<double>().array().max(0).mean();
  return out;
}

}  // namespace encore::dsp
