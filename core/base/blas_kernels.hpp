// core/base/blas_kernels.hpp: OpenBLAS's kernels on processors newer than it.
//
// OpenBLAS knows processors by their model numbers. One that came out after it gets its oldest
// kernels (SSE3), which are 4 times slower: 0.3.21 of Debian 12 on Sapphire Rapids, for one. Which
// ones it takes can only be said by its environment before it is loaded.
#pragma once

#include <string>

namespace encore::base {

struct Instructions {
  bool avx2 = false;    // with FMA
  bool avx512 = false;  // F, CD, BW, DQ and VL, as SkylakeX has
};
Instructions instructions();

// The name of kernels for this processor where OpenBLAS chose old ones, else "" (its choice stays).
std::string better_kernels(const std::string& chosen, const Instructions& has);

// What OpenBLAS takes by itself, asked in a child process; "" where there is none. Call it before
// the process has threads.
std::string chosen_kernels();

// Sets OPENBLAS_CORETYPE for this process where better_kernels has a name and the user set none.
// Call it before OpenBLAS is loaded, that is before the first plugin, and before there are threads.
void choose_blas_kernels();

}  // namespace encore::base
