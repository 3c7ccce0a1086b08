// core/simulate/hrf.hpp: the haemodynamic response that turns drivers into BOLD signal.
//
// Two gamma densities, the second for the undershoot:
//   h(t) = g(t; 6) - g(t; 16) / 6,   g(t; a) = t^(a-1) e^-t / Gamma(a),   t in seconds.
// The peak lies at 5 s, the integral is 5/6. A voxel's delay shifts it: h(t - delay).
#pragma once

#include <vector>

#include "core/base/matrix.hpp"

namespace encore::simulate {

inline constexpr double kHrfLength_s = 32;

double haemodynamic_response(double t_s);

// Drivers (frames of frame_s x drivers) after convolution, at the given moments; rows are moments.
// A frame's value holds for its whole length.
base::MatrixD convolve(const base::MatrixD& drivers, double frame_s,
                       const std::vector<double>& moments_s, double delay_s);

}  // namespace encore::simulate
