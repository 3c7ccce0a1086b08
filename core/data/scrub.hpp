// core/data/scrub.hpp: volumes of a run that are outliers by its confounds table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Volumes as stored, ascending: those above a threshold, those where one of the columns is not 0,
// and before_tr and after_tr volumes around each. An empty cell is no outlier. A pattern of columns
// may match nothing, since fMRIPrep writes motion_outlier columns only where there are outliers; a
// plain name must be there. Throws at the recipe's words.
std::vector<Index> scrubbed_volumes(const std::filesystem::path& confounds,
                                    const recipe::Scrub& scrub, Index volumes);

// Those of a run that preparation keeps, counted from the first kept volume.
std::vector<Index> scrubbed_rows(const Run& run, const recipe::Prepare& prepare);

// Throws when more than scrub.largest_share of a run's kept volumes would go.
void check_scrubbed(const std::string& subject, const Run& run, const recipe::Prepare& prepare);

// "sub-01: 12 of 60 volumes are outliers and dropped, most of them in task-rest_run-2 (10 of 20)";
// "" when none is.
std::string scrub_summary(const std::string& subject, const std::vector<Run>& runs,
                          const recipe::Prepare& prepare);

}  // namespace encore::data
