// core/results/table.hpp: which model predicts which region best, as text for a terminal.
#pragma once

#include <string>

#include "core/results/results.hpp"

namespace encore::results {

// Mean test correlation by region and model, averaged over subjects; the best of each row is
// marked, and those that the paired interval cannot tell from it. A region has no best model when
// no more than a share q of its voxels is significant for the highest one.
std::string table(const Results& results);

}  // namespace encore::results
