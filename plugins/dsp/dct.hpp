// plugins/dsp/dct.hpp: the cosine transform of cepstra.
#pragma once

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// n x keep: a row of n values times this matrix gives its first `keep` DCT-II coefficients,
// orthonormal.
Matrix dct_basis(Index n, Index keep);

}  // namespace encore::dsp
