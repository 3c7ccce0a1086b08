// core/encode/centre.hpp: responses about the mean of their training rows.
//
// A regression sees them so, and predictions are about the same mean: what a large penalty leaves
// of a prediction would vanish in float32 beside the mean of the voxel. Thread-safe.
#pragma once

#include "core/base/matrix.hpp"

namespace encore::encode {

// Takes the mean of each voxel (float64) out of its rows and returns it; NaN for a voxel that is
// not finite, whose rows become NaN.
base::VectorD centre(base::MatrixF& y);

// y - mean, voxel by voxel, computed in float64. A voxel that is constant to float32's precision
// (stats::Moments) stays constant.
void subtract(const base::VectorD& mean, base::MatrixF& y);

}  // namespace encore::encode
