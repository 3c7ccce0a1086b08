// core/simulate/captions.hpp: what a listener might write about a piece, from its facts.
#pragma once

#include <cstdint>
#include <string>

#include "core/simulate/score.hpp"

namespace encore::simulate {

// Three or four English sentences. Everything they say is true of the score; the seed only varies
// the words. Thread-safe.
std::string caption(const Score& score, std::uint64_t seed);

}  // namespace encore::simulate
