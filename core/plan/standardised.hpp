// core/plan/standardised.hpp: features that somebody standardised over training and test rows.
#pragma once

#include <vector>

#include "core/base/matrix.hpp"
#include "core/data/dataset.hpp"

namespace encore::plan {

// True when every column that varies has mean 0 and deviation 1 over all rows, but not over the
// training rows: the scale of each was learnt with the test rows. `values`: one row for each of
// `rows`.
bool standardised_together(const base::MatrixF& values, const std::vector<data::Row>& rows);

}  // namespace encore::plan
