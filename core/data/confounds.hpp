// core/data/confounds.hpp: nuisance regressors from a table with one row a volume.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/location.hpp"
#include "core/base/matrix.hpp"

namespace encore::data {

// Columns whose names match the patterns (* and ?), in the order of the table, rows first ..
// first + count - 1 of the file's `volumes` rows. An empty cell (n/a, as in the first row of a
// derivative) gets the mean of its column. Throws when a pattern matches nothing, the rows do not
// agree with the volumes, or a column is empty.
base::MatrixD read_confounds(const std::filesystem::path& file,
                             const std::vector<base::Located<std::string>>& patterns,
                             base::Index volumes, base::Index first, base::Index count);

}  // namespace encore::data
