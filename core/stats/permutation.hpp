// core/stats/permutation.hpp: is a voxel predicted better than by chance?
//
//   BlockOrders orders(runs_of(plan.test), 10, 1000, base::seed_for(seed, "significance/sub-001"));
//   VectorD p = p_values(orders, y, prediction);
//
// One-sided: p = (1 + number of draws with r >= the observed r) / (1 + draws), where a draw pairs
// the responses with block-permuted predictions. Every voxel sees the same orders, so a block of
// voxels gives what the whole would. The bytes do not depend on threads.
#pragma once

#include "core/base/matrix.hpp"
#include "core/stats/shuffle.hpp"

namespace encore::stats {

// NaN where Pearson's r is NaN. y and prediction: orders.rows() x voxels.
base::VectorD p_values(const BlockOrders& orders, base::ConstRefF y, base::ConstRefF prediction);

}  // namespace encore::stats
