// core/results/chance.hpp: is a place above chance in a model, in one subject and over subjects?
//
// A place (a region, a set of them, the whole brain) is above chance where p of "none of its voxels
// is predicted better than by chance" is at most the level of stats.significance. What p is depends
// on the correction of the voxels:
//   bh, by         at least one voxel of the place is discovered, and the correction over the
//                  voxels of the place alone discovers one as well: a share q of what is discovered
//                  in the brain may be false and lie anywhere, so that a discovery alone says
//                  little of a region (Simes 1986 is this test of a region)
//   max-statistic  the smallest q of the place: not one false voxel anywhere is what it promises
//   none           the binomial chance of as many voxels with p at or below the level, which takes
//                  voxels as independent
#pragma once

#include <vector>

#include "core/recipe/recipe.hpp"
#include "core/results/results.hpp"

namespace encore::results {

struct Evidence {
  double p = 1;  // NaN: not tested
  // The binomial chance of as many voxels at the smallest p that the test can give: where it is
  // small and p is not, more orders or draws would be needed to decide.
  double at_the_end = 1;
  // Whether the voxels of the place could have passed at all: false where fewer than
  // Reach::needed are in it and none of the brain is discovered.
  bool in_reach = true;
};

Evidence evidence(const ModelResult& model, const std::vector<base::Index>& voxels,
                  recipe::Significance::Correct correct, double level);

// p that a place is above chance in none of several subjects, by Simes; NaN is left out.
double over_subjects(const std::vector<double>& p);

// Of at least `hits` in n independent tries.
double binomial_tail(base::Index n, base::Index hits, double probability);

}  // namespace encore::results
