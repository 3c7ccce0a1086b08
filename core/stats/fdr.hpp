// core/stats/fdr.hpp: q-values that control the false discovery rate over voxels.
#pragma once

#include "core/base/matrix.hpp"

namespace encore::stats {

// Benjamini and Hochberg (1995): q of the i-th smallest of m p-values is the least p_j * m / j over
// j >= i, at most 1. Voxels with q <= 0.05 hold at most 5 % false discoveries on average, when
// voxels are independent or positively dependent. NaN is no test: it is not counted in m and stays
// NaN. Thread-safe.
base::VectorD benjamini_hochberg(const base::VectorD& p);

// Benjamini and Yekutieli (2001): the same times 1 + 1/2 + ... + 1/m, at most 1, which holds under
// any dependence between voxels.
base::VectorD benjamini_yekutieli(const base::VectorD& p);

}  // namespace encore::stats
