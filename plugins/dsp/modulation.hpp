// plugins/dsp/modulation.hpp: which spectro-temporal modulations a spectrogram holds, where on the
// frequency axis and when.
//
// The bank has one filter for each temporal rate (Hz), spectral scale (cycles per octave) and
// direction. On either axis its gain at frequency u (relative to its own) is u^2 exp(1 - u^2), the
// band-pass seed of Chi, Ru & Shamma 2005; it passes one quadrant of the modulation plane, so its
// output is complex and its magnitude the amplitude of the modulation. Zero phase: the output is
// aligned with the sound. The spectrogram is continued by reflection at its four edges.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugins/dsp/tiles.hpp"
#include "plugins/dsp/types.hpp"

namespace encore::dsp {

struct ModulationConfig {
  std::vector<double> rates_hz, scales_cyc_oct;
  Index bands = 6;               // equal parts of the frequency axis
  bool split_directions = true;  // else the mean of both
  double frame_s = 0.005;        // of the spectrogram
  double channels_per_octave = 18;
};

// Tiles x dims: mean amplitude in each tile and band. Dims are ordered as modulation_names says.
// `tick` is called a few times, with the share of the work that is done.
Matrix modulation_energy(const Matrix& spectrogram, const ModulationConfig& config,
                         const Tiles& tiles, double duration_s,
                         const std::function<void(double)>& tick = {});

// "down_4hz_0.5cpo_b1": direction, rate, scale, band (1 is the lowest).
std::vector<std::string> modulation_names(const ModulationConfig& config);

}  // namespace encore::dsp
