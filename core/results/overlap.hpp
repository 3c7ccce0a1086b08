// core/results/overlap.hpp: which significant voxels two models share, by region and as a map.
#pragma once

#include <vector>

#include "core/plan/plan.hpp"
#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"
#include "core/results/scores.hpp"

namespace encore::results {

// The voxels of a subject in an order that keeps neighbours together: along Morton's curve in the
// image, as they stand in an arrays file.
std::vector<base::Index> voxel_order(const plan::Study& study, const plan::Plan& plan,
                                     std::size_t subject);

// Fills overlaps and overlap_maps for the pairs of stats.overlap whose models were tested. Voxels
// without q in either model do not count.
void add_overlaps(const recipe::Recipe& recipe, const std::vector<base::Index>& order,
                  SubjectResult& out);

// Their rows of scores.tsv.
void add_overlap_scores(const SubjectResult& subject, std::vector<Score>& out);

}  // namespace encore::results
