// core/results/group.hpp: group.tsv, subjects as replications of one another.
//
// Nothing for fewer than two subjects.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Region by region: each model's mean r, and the difference of each pair that was compared, over
// the subjects that have the region. q is over regions and models, or regions and pairs; the whole
// brain stands apart.
std::vector<GroupRow> group(const Results& results, const recipe::Group& options,
                            std::uint64_t seed);

std::string to_tsv(const std::vector<GroupRow>& rows);

}  // namespace encore::results
