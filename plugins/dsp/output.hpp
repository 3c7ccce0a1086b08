// plugins/dsp/output.hpp: from matrices to what a feature plugin returns.
#pragma once

#include <string>
#include <vector>

#include "encore/sdk.hpp"
#include "plugins/dsp/tiles.hpp"
#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// The clip's sound; throws when it holds no samples or they have another rate than `sample_rate`.
Samples sound_of(const Clip& clip, double sample_rate);
double seconds_of(const Clip& clip);

// Rows centred on multiples of hop_s: each spans half a hop on either side, within the clip.
void write_centred(const Call& call, const MatrixF& values, double hop_s, double duration_s,
                   const std::vector<std::string>& names);
// One row for each tile.
void write_tiles(const Call& call, const Matrix& values, const Tiles& tiles,
                 const std::vector<std::string>& names);

// For extract_rows.
void write_rows(const Call& call, const Matrix& values, const std::vector<std::string>& names);

// "mel_1", "mel_2", ...
std::vector<std::string> numbered(const std::string& stem, Index n, Index first = 1);

}  // namespace encore::dsp
