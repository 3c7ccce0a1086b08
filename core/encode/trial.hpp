// core/encode/trial.hpp: what a regression makes of a small design, before there are real features.
#pragma once

#include <vector>

#include "core/encode/encode.hpp"

namespace encore::encode {

// Prepares the regression for a few rows of features of mean 0 and variance 1 with the sizes of
// these bands, so that it refuses parameters that fit no data of this kind. `runs` is 1 or 2.
// Throws what the regression throws.
void try_out(plugin::Regression& regression, const std::vector<Index>& band_columns, int runs = 2);

// folds() of a regression: with a single training run every row is in one fold when the regression
// takes that, since it leaves no run out; else the error says what would help. Leaves the
// regression unprepared for anything real.
std::vector<std::int32_t> folds_for(plugin::Regression& regression,
                                    const std::vector<align::FitRow>& train,
                                    const recipe::Encode& encode);

}  // namespace encore::encode
