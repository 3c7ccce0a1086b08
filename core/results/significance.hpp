// core/results/significance.hpp: p of voxels, corrected as the recipe says, and how small they
// could have been.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plan/study.hpp"
#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Reads what the task of one model of one subject left and fills p, q, reach, and with
// max-statistic the maxima of the null.
void add_significance(const plan::Study& study, std::size_t subject, std::size_t model,
                      const std::filesystem::path& file, ModelResult& out);

// p of all voxels after a correction; NaN is no test.
base::VectorD corrected(const base::VectorD& p, recipe::Significance::Correct correct);

// One test of a family, and where its q goes.
struct Tested {
  double p;
  double* q;
};
void correct_family(const std::vector<Tested>& family, recipe::Significance::Correct correct);

// What the values mean, for the attributes of results.h5.
std::string p_definition(const recipe::Significance& significance,
                         const std::optional<Reach>& reach);
std::string q_definition(const recipe::Significance& significance);

}  // namespace encore::results
