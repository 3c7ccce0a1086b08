#include "plugins/dsp/spectral.hpp"

#include <algorithm>
#include <cmath>

namespace encore::dsp {

Index hop_samples(double hop_ms, double sample_rate) {
  return std::max<Index>(1, std::llround(hop_ms * sample_rate / 1000));
}

MelConfig mel_config(const Params& p) {
  MelConfig c;
  c.sample_rate = p.real("sample_rate");
  c.n_fft = p.integer("n_fft");
  c.hop = hop_samples(p.real("hop_ms"), c.sample_rate);
  c.n_mels = p.integer("n_mels");
  c.fmin_hz = p.real("fmin_hz");
  c.fmax_hz = p.real("fmax_hz");
  c.htk = p.choice("scale") == "htk";
  c.slaney_norm = p.choice("norm") == "slaney";
  if (c.fmax_hz > c.sample_rate / 2)
    throw Error::param("fmax_hz", "lies above half the sample rate");
  if (c.fmin_hz >= (c.fmax_hz > 0 ? c.fmax_hz : c.sample_rate / 2))
    throw Error::param("fmin_hz", "must lie below fmax_hz");
  return c;
}

}  // namespace encore::dsp
