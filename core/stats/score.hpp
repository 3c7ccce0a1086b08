// core/stats/score.hpp: how well predictions match responses, voxel by voxel.
//
//   Scores s = score(y, prediction);   // rows x voxels both
//
// Sums are in float64. A voxel's scores depend on that voxel only, not on blocks or threads.
// Thread-safe.
#pragma once

#include "core/base/matrix.hpp"

namespace encore::stats {

struct Scores {
  base::VectorD pearson_r;  // NaN where response or prediction is constant or not finite
  base::VectorD r2;         // 1 - residual / total sum of squares, total about the mean of y; NaN
                            // where the response is constant or anything is not finite
};

Scores score(base::ConstRefF y, base::ConstRefF prediction);

}  // namespace encore::stats
