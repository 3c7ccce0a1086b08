// core/simulate/drivers.hpp: what in a piece of music drives the simulated brain.
//
// Four kinds, each a set of time courses with frames of kFrame_s:
//   envelope  cochlear envelopes less their own recent past (adaptation);
//   rhythm    how strongly the strokes of the score repeat after each of eight periods;
//   timbre    brightness, spread and evenness of the cochlear bands;
//   meaning   the facts of the piece in an arbitrary code that no sound carries.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/simulate/render.hpp"
#include "core/simulate/score.hpp"

namespace encore::simulate {

enum class Kind { envelope, rhythm, timbre, meaning };
inline constexpr std::size_t kind_count = 4;
std::string_view name(Kind kind);

// Frames x courses of each kind.
using Drivers = std::array<base::MatrixD, kind_count>;

// Drivers of a recording. `seed` fixes the code of the facts. Thread-safe.
Drivers drivers_of(const Score& score, const Samples& samples, std::uint64_t seed);

base::MatrixD adapted_envelope(const base::MatrixD& envelope);
base::MatrixD rhythm(const Score& score, base::Index frames);
base::MatrixD timbre(const base::MatrixD& envelope);
// One row: the sum of the codes of genre, mode, family of the lead and tempo class. Genre has most
// of the variance.
base::MatrixD meaning(const Facts& facts, std::uint64_t seed);

// Columns of all kinds side by side, and where each kind begins; the last entry is the width.
inline constexpr std::array<base::Index, kind_count + 1> kind_start = {0, 12, 20, 23, 31};

}  // namespace encore::simulate
