// core/encode/apply.hpp: a model that was fitted before, applied to the test rows of a problem.
#pragma once

#include "core/encode/kept.hpp"

namespace encore::encode {

// Throws base::Error naming the first column that is not that of the fitted model.
void require_columns(const Problem& problem, const Columns& fitted);

// Writes what encode writes. The problem has test rows only, brought to the model's scaling.
// Throws base::Error, also when the voxels are others.
Facts apply(const Problem& problem, const KeptModel& model, plugin::Regression& regression,
            const std::filesystem::path& file, const base::Progress& progress);

}  // namespace encore::encode
