// core/encode/split.hpp: how much each band of a joint model brings to its R2 (product measure).
//
// y are the test responses with mean ȳ, p the prediction, s_k the share of band k in it, counted
// from its value at the mean of the training rows. Band k brings
//
//   R2_k = Σ s_k (2 (y - ȳ) - (p - ȳ)) / Σ (y - ȳ)²
//
// What is left of p - ȳ is one number, the mean of the training responses minus ȳ. What it brings
// to R2 goes to the bands in equal parts, so that they add up to R2. It is nothing where ȳ is 0 and
// the training responses are centred, and then R2_k is himalaya's r2_score_split.
#pragma once

#include <functional>

#include "core/base/matrix.hpp"

namespace encore::encode {

using base::Index;

// The share of a band on every test row and, in one row more, at the mean of the training rows.
using BandShare = std::function<base::MatrixF(unsigned band)>;

// bands x voxels; `r2` is that of `predicted` (stats::score), and NaN where it is. Holds one share
// at a time. The same for any number of threads.
base::MatrixD split_r2(const base::MatrixF& y, const base::MatrixF& predicted,
                       const base::VectorD& r2, unsigned bands, const BandShare& share);

}  // namespace encore::encode
