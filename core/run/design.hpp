// core/run/design.hpp: the features of a model, side by side on the rows of a problem.
#pragma once

#include "core/encode/apply.hpp"
#include "core/run/execute.hpp"

namespace encore::run {

// Fills x_train, x_test, the bands and the names of the columns for the rows that the problem has.
void design(const Job& job, encode::Problem& problem);

// Standardises the columns as the recipe says, by statistics of the training rows; fills x_mean.
void scale(const Job& job, encode::Problem& problem);
// The same by the training rows of a model that was fitted before. Throws base::Error when its
// columns are others.
void scale(const encode::Columns& fitted, encode::Problem& problem);

}  // namespace encore::run
