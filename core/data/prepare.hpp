// core/data/prepare.hpp: from scanner values to the responses that models are fitted to.
//
// In this order, for each run by itself: volumes are dropped, NaN and constant voxels are found,
// trend and confounds are removed, the rest is z-scored. Nothing is fitted over several runs, so no
// statistic of a test run reaches a training run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

struct Mask;

// Volumes of a run that are not dropped.
Index kept_volumes(const Run& run, const recipe::Prepare& prepare);

// Voxels that carry nothing in this run.
struct Degenerate {
  Index not_finite = 0;  // a NaN or infinity somewhere: the voxel is NaN in the whole run
  Index constant = 0;    // does not vary beyond float32 precision: the voxel is 0 in the whole run
};

// volumes: kept volumes x voxels. confounds: kept volumes x any number of columns; none when it
// has no columns.
//  * polynomial, cosine: trend, confounds and a constant span one space, and the voxel's part in it
//    is removed by one orthogonal projection in float64, so that the order cannot matter.
//  * running-median: the running median (trend.hpp) is subtracted from voxels and confounds alike,
//    then confounds and a constant are projected out.
//  * none: confounds and a constant are projected out; without confounds nothing is removed.
//  * z-score: mean 0 and variance 1 (divided by n) over the run.
// scrubbed: rows that are outliers. scrub.method drop: trend, confounds, mean and variance come
// from the other rows, and these are 0; a running median sees them. spikes: each is a confound of
// its own (not smoothed by a running median), which makes it 0. Throws when trend and confounds
// leave no degree of freedom.
base::MatrixF prepare_run(base::MatrixF volumes, double tr_s, const base::MatrixD& confounds,
                          const recipe::Prepare& prepare, Degenerate* degenerate = nullptr,
                          const std::vector<Index>& scrubbed = {});

// The same in place, in blocks of `block` voxels, from all threads; done(first, count) is called
// from the thread that prepared them, so that they are still in its cache.
void prepare_run(base::MatrixF& volumes, double tr_s, const base::MatrixD& confounds,
                 const std::vector<Index>& scrubbed, const recipe::Prepare& prepare, Index block,
                 Degenerate& degenerate, const std::function<void(Index first, Index count)>& done);

}  // namespace encore::data
