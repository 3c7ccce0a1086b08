// core/run/design.hpp: the features of a model, side by side on the rows of a problem.
#pragma once

#include "core/encode/encode.hpp"
#include "core/run/execute.hpp"

namespace encore::run {

// Fills x_train, x_test, x_mean and the bands for the rows that the problem has already. Standardised as
// the recipe says, by statistics of the training rows.
void design(const Job& job, encode::Problem& problem);

}  // namespace encore::run
