// core/stats/common_correlation.hpp: how much of the variance of r under chance the orders of a
// test can show.
//
//   CommonCorrelation common(runs, rows since the clip's onset);
//   for some voxels: common.add(y, prediction);
//   double lost = common.lost_share(place_labels(orders));
//   double honest = true_level(0.05, lost);
//
// Of two series that know nothing of each other, the variance of r is in proportion to the sum,
// over pairs of rows (i, j) of one run, of cov(y_i, y_j) cov(x_i, x_j) (Bartlett 1935). An order
// that cuts the rows into places keeps the pairs within a place and averages the others away. What
// they sum to is missing from the null, and p is too small. Covariances depend on how far rows are
// apart and, since clips begin together in both series, on where in its clip the first row is.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// Mean over voxels of the product of both covariances. One comes from the first half of the rows
// and the other from the second, so that a prediction that is good does not pass for one that is
// slow. Not thread-safe.
class CommonCorrelation {
 public:
  static constexpr Index most_lag = 20;  // rows; pairs further apart are taken as independent
  // `segment`: the run of each row. `phase`: rows since its clip began; where a phase has fewer
  // than 20 rows in either half, all are taken as one. Throws base::Error for different lengths.
  CommonCorrelation(std::vector<std::int32_t> segment, std::vector<std::int32_t> phase);
  // rows x voxels; voxels without an r are left out. Throws base::Error for other rows.
  void add(base::ConstRefF y, base::ConstRefF prediction);
  Index voxels() const { return voxels_; }
  // phases x lags (0, 1, ... rows); NaN where there are no such pairs in both halves.
  base::MatrixD products() const;
  // Share of the variance that pairs of one run and different places have, 0 to 1. 0 of no voxel.
  double lost_share(const std::vector<std::int32_t>& place) const;

 private:
  Index half(std::size_t row) const { return 2 * row < segment_.size() ? 0 : 1; }
  // Sums over pairs, of each phase, lag and half.
  base::MatrixD covariance(const float* series, double mean, double square) const;
  std::vector<std::int32_t> segment_, phase_;
  Index phases_ = 1;
  base::MatrixD pairs_;  // phases x (lags of the first half, of the second)
  base::MatrixD sum_;    // phases x lags
  Index voxels_ = 0;
};

// How often a normal null that is too narrow by this share gives a p at or below `level`.
double true_level(double level, double lost);

}  // namespace encore::stats
