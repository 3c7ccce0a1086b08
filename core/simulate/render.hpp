// core/simulate/render.hpp: a score as sound, played by FluidSynth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/simulate/score.hpp"

namespace encore::simulate {

inline constexpr int kSampleRate = 22050;

// Mono, 16 bits, at kSampleRate.
using Samples = std::vector<std::int16_t>;

// Where Debian's timgm6mb-soundfont puts it; ENCORE_SOUNDFONT names another one. Throws base::Error
// with what to install when there is none.
std::filesystem::path find_soundfont();

// Plays the score to its end and levels it to -20 dB RMS, less when a peak would clip. Each call
// has a synthesiser of its own, so the result does not depend on what else is played. Thread-safe.
Samples render(const Score& score, const std::filesystem::path& soundfont);

// WAV files. Writing is beside the file, then renamed. Both throw base::Error.
void write_recording(const std::filesystem::path& path, const Samples& samples);
Samples read_recording(const std::filesystem::path& path);

}  // namespace encore::simulate
