// core/data/trend.hpp: what is slow or known to be noise, and how it is taken out of a series.
#pragma once

#include <span>

#include "core/base/matrix.hpp"

namespace encore::data {

using base::Index;

// Legendre polynomials of degree 0 .. order on n equally spaced points; column 0 is constant.
base::MatrixD polynomial_basis(Index n, int order);

// A constant, then the discrete cosines cos(pi k (t + 1/2) / n) whose period is longer than
// cutoff_s: k = 1 .. floor(2 n tr / cutoff), as in SPM and nilearn.
base::MatrixD cosine_basis(Index n, double tr_s, double cutoff_s);

// Orthonormal columns that span the same space; columns that depend on others are dropped.
base::MatrixD orthonormal(const base::MatrixD& columns);

// The position in 0 .. n-1 that i stands for when a series is mirrored beyond its ends, its last
// value included: "c b a | a b c d | d c b", as SciPy's reflect.
Index mirrored(Index i, Index n);

// How many volumes a window of so many seconds has: rounded, and one more when that is even.
Index odd_window(double window_s, double tr_s);

// The median of the `window` values around each value (window is odd). Beyond its ends the series
// is mirrored. O(log window) comparisons a value. in and out may not overlap. Values are finite.
void running_median(std::span<const float> in, Index window, std::span<float> out);

}  // namespace encore::data
