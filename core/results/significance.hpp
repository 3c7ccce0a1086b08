// core/results/significance.hpp: p of each voxel, corrected as the recipe says.
#pragma once

#include <filesystem>
#include <string>

#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Reads what the task left and fills p, q and, with max-statistic, the maxima of the null.
void add_significance(const recipe::Significance& significance, const std::filesystem::path& file,
                      ModelResult& out);

// p of all voxels after a correction; NaN is no test.
base::VectorD corrected(const base::VectorD& p, recipe::Significance::Correct correct);

// What the values mean, for the attributes of results.h5.
std::string p_definition(const recipe::Significance& significance);
std::string q_definition(const recipe::Significance& significance);

}  // namespace encore::results
