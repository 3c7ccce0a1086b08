// core/results/comparison.hpp: which model predicts better, as a comparison left it, corrected; and
// maps that follow from it.
#pragma once

#include <filesystem>

#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// Reads the folder of the task. q of regions is corrected over all pairs and regions, that of the
// whole brain over pairs, that of voxels over the voxels of a pair.
void add_comparisons(const recipe::Compare& compare, const std::filesystem::path& folder,
                     SubjectResult& out);

// Fills clip_tables from the same folder.
void add_clip_tables(const std::filesystem::path& folder, SubjectResult& out);

// For each voxel the number of the model with the highest r, counted from 1; NaN where it is not
// significant (or, without a test, where no r is above 0).
base::VectorD best_model(const SubjectResult& subject, double q_level);

// The same, and NaN also where its difference from another model has q > level: ties. Empty where
// models were not all compared by voxel.
base::VectorD clear_best_model(const SubjectResult& subject, double q_level, double compare_level);

// The difference where q <= level, NaN elsewhere: which model a voxel prefers, and by how much.
base::VectorD preference(const VoxelComparison& comparison, double level);

}  // namespace encore::results
