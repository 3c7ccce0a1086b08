// core/stats/gaussian.hpp: the null of two independent Gaussian series, in which rows are
// independent. Test rows of fMRI are not: see docs/significance.md. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// One-sided p: how often two independent Gaussian vectors of so many rows correlate by r or more.
// Exact, by Student's t with rows - 2 degrees of freedom: what simulating such vectors tends to.
// NaN where r is. Throws base::Error for fewer than three rows.
base::VectorD gaussian_p(const base::VectorD& r, Index rows);

// Mean over voxels of the correlation between a series and itself one row later, within segments;
// voxels without one are left out. NaN when there are none. A pair of series with a and b of it has
// about rows * (1 - a b) / (1 + a b) independent rows (Bartlett 1935).
double neighbour_correlation(base::ConstRefF series, const std::vector<std::int32_t>& segment);

}  // namespace encore::stats
