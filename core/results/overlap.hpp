// core/results/overlap.hpp: which significant voxels two models share, by region and as a map.
#pragma once

#include <vector>

#include "core/plan/plan.hpp"
#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"
#include "core/results/scores.hpp"

namespace encore::results {

// The voxels of a subject one after another.
struct VoxelOrder {
  std::vector<base::Index> voxels;
  // Whether neighbours stand together, as the shift test needs: along Morton's curve in an image,
  // as brought in an arrays file. Vertices of a surface are numbered without regard to neighbours.
  bool keeps_neighbours = true;
};
VoxelOrder voxel_order(const plan::Study& study, const plan::Plan& plan, std::size_t subject);

// Fills overlaps and overlap_maps for the pairs of stats.overlap whose models were tested. Voxels
// without q in either model do not count. Where the order keeps no neighbours, `shifted` is NaN.
void add_overlaps(const recipe::Recipe& recipe, const VoxelOrder& order, SubjectResult& out);

// Their rows of scores.tsv.
void add_overlap_scores(const SubjectResult& subject, std::vector<Score>& out);

}  // namespace encore::results
