// core/data/rows.hpp: which moment of which clip each prepared volume belongs to.
#pragma once

#include <vector>

#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// One row for each volume that preparation keeps, run after run in the order of Subject::runs. A
// volume belongs to the clip that plays when its acquisition begins; of two that overlap, to the
// later one. Outliers that are dropped keep their rows, marked, so that no other row moves in time.
std::vector<Row> rows(const Subject& subject, const DataSet& set, const recipe::Prepare& prepare);

}  // namespace encore::data
