// core/stats/split_half.hpp: the noise ceiling from halves of the repeats.
//
//   auto splits = halves(4, 100, seed);             // three ways to halve four repeats
//   Ceiling c = split_half_ceiling(repeats, splits);
//
// Responses averaged over one half of the repeats are correlated with those of the other half. The
// mean r over splits is the reliability of a half; Spearman and Brown (1910) give from it the
// reliability of any number of repeats. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/ceiling.hpp"

namespace encore::stats {

// Numbers of repeats, from 0: as many in each half. One repeat of an odd number is left out.
struct Halves {
  std::vector<int> first, second;
};

// Every way to halve the repeats where there are no more than `most`, in a fixed order; else `most`
// random ones. Throws base::Error for fewer than two repeats.
std::vector<Halves> halves(int repeats, int most, std::uint64_t seed);

// One matrix (rows x voxels) a repeat; each is z-scored first, as in noise_ceiling(). With r the
// mean correlation of halves of k repeats:
//   explainable_variance = r / (k - (k - 1) r)        reliability of one repeat
//   r_max = sqrt(f r / (1 + (f - 1) r)), f = N / k    of the mean of all N; NaN where r <= 0
// so that both methods fill the same fields with estimates of the same quantities. Throws as
// noise_ceiling() does.
Ceiling split_half_ceiling(const std::vector<base::MatrixF>& repeats,
                           const std::vector<Halves>& splits);

}  // namespace encore::stats
