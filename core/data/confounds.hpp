// core/data/confounds.hpp: nuisance regressors from a table with one row a volume.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/data/dataset.hpp"
#include "core/io/table.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Throws base::Error at the recipe's place: the run has no confounds file. Says what there is.
[[noreturn]] void throw_no_confounds(const Run& run, const base::Location& at);

// A confounds table of a run. Throws when its rows are not the run's volumes.
io::Table read_confounds_table(const std::filesystem::path& file, base::Index volumes);

// The columns that the recipe means (confound_columns.hpp), in the order of the table, rows first
// .. first + count - 1 of the file's `volumes` rows. An empty cell (n/a, as in the first row of a
// derivative) gets the mean of its column over these rows, so that it says nothing. Throws when a
// word of the recipe matches nothing, the rows do not agree with the volumes, or a column is empty.
base::MatrixD read_confounds(const std::filesystem::path& file,
                             const std::vector<recipe::Confound>& wanted, base::Index volumes,
                             base::Index first, base::Index count);

}  // namespace encore::data
