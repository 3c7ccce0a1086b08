// core/plan/checks.hpp: what a run would find out late, found before any work.
//
// Each adds what is wrong to `bad`, at the place in the recipe that asks for it. Rows, folds,
// delays and blocks follow from tables alone. Features of an arrays file are read whole, since they
// are small beside the responses; responses are read by the run only, which names the voxels that
// hold NaN and goes on with the others.
#pragma once

#include <vector>

#include "core/base/error.hpp"
#include "core/base/matrix.hpp"

namespace encore::plan {

class Study;

// Rows to train on and to test, folds, delays within the runs, blocks that can be permuted.
void check_rows(const Study& study, base::Diagnostics& bad);

// The regression with its parameters on a small design of each model's bands. Comes after
// check_array_features, whose columns it takes.
void check_regression(const Study& study, base::Diagnostics& bad);

// kind: bids: warns of recordings of a lower sampling rate than a feature in use reads, once for
// all features that read the same (features/rates.hpp).
void check_sounds(const Study& study, base::Diagnostics& bad);

// kind: arrays: the columns of each feature of the recipe, 0 where no model uses it.
std::vector<base::Index> check_array_features(const Study& study, base::Diagnostics& bad);

}  // namespace encore::plan
