// core/results/significance.hpp: p of voxels, corrected, and how small they could have been.
#pragma once

#include "core/plan/study.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Fills p, q and reach of one model of one subject.
void add_significance(const plan::Study& study, std::size_t subject, std::size_t model,
                      const base::VectorD& p, ModelResult& out);

}  // namespace encore::results
