// plugins/dsp/spectral.hpp: parameters that several plugins share, so that one word means one
// thing.
#pragma once

#include "encore/sdk.hpp"
#include "plugins/dsp/mel.hpp"

namespace encore::dsp {

namespace param {
inline constexpr const char* scales[] = {"slaney", "htk"};
inline constexpr const char* norms[] = {"slaney", "none"};

inline constexpr Param sample_rate =
    unit(real("sample_rate", "22050", 4000, 192000,
              "Rate that the sound is resampled to before analysis, usually 16000 to 44100."),
         "Hz");
inline constexpr Param n_fft =
    unit(integer("n_fft", "2048", 64, 65536,
                 "Length of the Hann window and the transform; 2048 (93 ms) resolves bass notes, "
                 "512 follows speech."),
         "samples");
inline constexpr Param hop_ms =
    unit(real("hop_ms", "40", 1, 1000,
              "Distance of frames, rounded to whole samples; usually 10 to 50 (librosa's 512 "
              "samples at 22050 Hz are 23.22)."),
         "ms");
inline constexpr Param n_mels =
    integer("n_mels", "128", 8, 512, "Number of mel bands, usually 40 to 128.");
inline constexpr Param fmin_hz =
    unit(real("fmin_hz", "0", 0, 96000, "Lower end of the lowest band, usually 0 to 50."), "Hz");
inline constexpr Param fmax_hz = unit(
    real("fmax_hz", "0", 0, 96000, "Upper end of the highest band; 0 means half the sample rate."),
    "Hz");
inline constexpr Param scale = choice(
    "scale", "slaney", scales, "Formula of the mel scale: Slaney 1998 (librosa's default) or HTK.");
inline constexpr Param norm =
    choice("norm", "slaney", norms,
           "Height of the triangles: equal area (slaney) or all of height 1 (none).");
inline constexpr Param floor =
    log_scale(real("floor", "1e-10", 1e-30, 1,
                   "Least power before the logarithm, which keeps silence finite; usually 1e-10."));
inline constexpr Param top_db =
    unit(real("top_db", "80", 0, 300,
              "Nothing lies more than this below the clip's loudest value, usually 80; 0 means no "
              "limit."),
         "dB");
}  // namespace param

// Whole samples of hop_ms; at least 1.
Index hop_samples(double hop_ms, double sample_rate);

// Out of sample_rate, n_fft, hop_ms, n_mels, fmin_hz, fmax_hz, scale and norm. Throws
// Error::param when the frequencies do not fit each other.
MelConfig mel_config(const Params& p);

}  // namespace encore::dsp
