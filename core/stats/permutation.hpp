// core/stats/permutation.hpp: is a voxel predicted better than by chance?
//
//   Orders orders = block_orders(runs_of(plan.test), 10, 1000, seed);
//   VectorD p = p_values(orders, y, prediction);
//
// One-sided: p = (1 + number of draws with r >= the observed r) / (1 + draws), where a draw pairs
// the responses with a prediction whose rows are in another order. Every voxel sees the same
// orders, so a block of voxels gives what the whole would. The bytes do not depend on threads.
//
// Over many voxels, the highest r of each draw says how high chance reaches anywhere:
//
//   VectorF maxima = no_maxima(orders);
//   for each block of voxels: p_values(orders, y, prediction, &maxima);
//   VectorD corrected = max_statistic(pearson_r, maxima);
#pragma once

#include "core/base/matrix.hpp"
#include "core/stats/orders.hpp"

namespace encore::stats {

// NaN where Pearson's r is NaN. y and prediction: orders.rows x voxels. `maxima`, one entry a
// draw, is raised to the highest r of any voxel.
base::VectorD p_values(const Orders& orders, base::ConstRefF y, base::ConstRefF prediction,
                       base::VectorF* maxima = nullptr);

// Below any r: where raising begins.
base::VectorF no_maxima(const Orders& orders);

// p corrected for the number of voxels: (1 + draws whose highest r is at least this r) /
// (1 + draws). The chance of a single false discovery among all voxels is at most the level,
// however they depend on each other (Westfall and Young 1993; Nichols and Holmes 2002). NaN stays.
base::VectorD max_statistic(const base::VectorD& r, const base::VectorF& maxima);

}  // namespace encore::stats
