// core/stats/ceiling.hpp: how well the best possible model could do, from repeats.
//
//   Ceiling c = noise_ceiling(repeats);            // one matrix (rows x voxels) a repeat
//   VectorD share = normalise(scores.pearson_r, c);
//
// A response is signal plus noise that is independent between repeats. rho, the explainable
// variance, is the share of signal in one repeat. The test target is the mean of N repeats, which a
// model that knew the signal would predict with r_max = sqrt(N rho / (1 + (N - 1) rho)).
// docs/statistics.md derives this and names the sources. Thread-safe.
#pragma once

#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

struct Ceiling {
  base::VectorD explainable_variance;  // rho, bias-corrected; may fall below 0. NaN: no variance
  base::VectorD r_max;                 // NaN where rho <= 0: there is nothing to predict
  int repeats = 0;
};

// Throws base::Error for fewer than two repeats or three rows, and for repeats that differ in
// shape.
void require_repeats(const std::vector<base::MatrixF>& repeats);

// Repeats are z-scored one by one first (voxelwise_tutorials' explainable_variance with its
// defaults), so that a shift of mean or gain between repeats is not taken for noise. Throws
// as require_repeats().
Ceiling noise_ceiling(const std::vector<base::MatrixF>& repeats);

// The voxels with less explainable variance than this get no normalised score: with four repeats
// of 600 rows it is about three standard errors from nothing, and dividing by a ceiling that is
// mostly error would make scores of any size.
constexpr double least_explainable_variance = 0.05;

// r / r_max, not clipped: sampling error can carry it above 1. NaN below `least`.
base::VectorD normalise(const base::VectorD& pearson_r, const Ceiling& ceiling,
                        double least = least_explainable_variance);

}  // namespace encore::stats
