// core/simulate/cochlea.hpp: the sound's envelope in the frequency bands of a simulated cochlea.
//
// Gammatone filters of fourth order, equally spaced on the ERB-rate scale of Glasberg and Moore
// (1990), as a cascade of complex one-pole filters on the sound shifted to each band's centre.
// Written for the simulation alone: nothing here is shared with Encore's feature extractors.
#pragma once

#include "core/base/matrix.hpp"
#include "core/simulate/render.hpp"

namespace encore::simulate {

// Time resolution of everything that drives the brain.
inline constexpr double kFrame_s = 0.1;

struct Cochlea {
  int bands = 12;
  double lowest_hz = 80, highest_hz = 8000;
  double exponent = 0.3;  // compression of the envelope
};

// Centre of each band, ascending.
base::VectorD centres_hz(const Cochlea& cochlea);
// Equivalent rectangular bandwidth at a frequency.
double erb_hz(double frequency_hz);

// Frames x bands: each frame's RMS envelope, compressed. Thread-safe.
base::MatrixD envelope(const Samples& samples, const Cochlea& cochlea = {});

}  // namespace encore::simulate
