// core/stimuli/shape.hpp: mixing, fades, levels and sampling rates.
#pragma once

#include "core/stimuli/sound.hpp"

namespace encore::stimuli {

// The mean of the channels.
void mix_to_mono(Sound& sound);

// Raised-cosine fade in and out of so many seconds each, at most half the sound.
void fade(Sound& sound, double seconds);

// Root mean square over all samples and channels, in dB re full scale; -infinity for silence.
double rms_db(const Sound& sound);

// Scales the sound to that level. Silence stays as it is. Values may leave -1..1.
void level(Sound& sound, double db);

// soxr, very high quality, linear phase. The result has round(frames * rate / sample_rate) frames.
Sound resample(const Sound& sound, double rate);

}  // namespace encore::stimuli
