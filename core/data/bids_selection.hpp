// core/data/bids_selection.hpp: whether the runs that a recipe selects by entities are there.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/bids.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Each entity and each value of data.split and data.source.entities must be that of a run of one of
// the subjects at least: one that is nobody's is misspelt, or means a run that is not there, and
// would be left out without a word. Says nothing where the images cannot be chosen; reading them
// says why. What no single run has together is left to the reading of each subject.
void check_selections(const recipe::Data& data, const std::vector<std::string>& subjects,
                      BidsOptions options, base::Diagnostics& bad);

}  // namespace encore::data
