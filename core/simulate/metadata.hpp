// core/simulate/metadata.hpp: the files that say what a data set is. All of them say that it is
// simulated.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/simulate/design.hpp"
#include "core/simulate/preset.hpp"
#include "core/simulate/score.hpp"

namespace encore::simulate {

std::string description_text(const Preset& preset, const Design& design, std::uint64_t seed);
std::string derivative_description_text();
std::string readme_text(const Preset& preset, const Design& design, std::uint64_t seed);
std::string participants_text(const Design& design);
std::string sidecar_text(const Run& run);
// One row a recording, from their facts by id.
std::string facts_text(const std::map<std::string, Facts>& facts);
// CSV of the columns ID and DescEN; ids end in the length of a clip, "blues.00012_15s".
std::string captions_text(const std::map<std::string, std::string>& captions, double clip_s);

}  // namespace encore::simulate
