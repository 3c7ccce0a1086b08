// core/align/average.hpp: responses brought onto the rows of a plan.
//
//   MatrixF y = average(plan.test, responses.read(first, count));
//   zscore_by_run(y, plan.test);   // data.split.zscore_after_average
//
// Pure functions of their arguments; thread-safe.
#pragma once

#include <vector>

#include "core/align/design.hpp"

namespace encore::align {

// Means of volumes: rows x voxels. `volumes` holds all rows of data::Responses.
base::MatrixF average(const std::vector<FitRow>& rows, base::ConstRefF volumes);

// The same from one presentation only (0 is the first); rows that were presented less often give
// NaN. For the noise ceiling.
base::MatrixF average_repeat(const std::vector<FitRow>& rows, base::ConstRefF volumes, int repeat);

// The rows that were presented most often: those that a noise ceiling can be taken from.
std::vector<FitRow> most_repeated(const std::vector<FitRow>& rows);

// The most presentations that a row has; 1 when nothing was repeated.
int most_repeats(const std::vector<FitRow>& rows);

// Mean 0 and variance 1 (n in the denominator) for each voxel over the rows of each run: after
// averaging, responses have less variance than the training rows. A series that is constant in a
// run becomes 0 there.
void zscore_by_run(base::MatrixF& y, const std::vector<FitRow>& rows);

}  // namespace encore::align
