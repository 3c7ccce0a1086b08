#include "core/encode/split.hpp"

#include "core/base/error.hpp"
#include "core/encode/voxels.hpp"
#include "core/stats/moments.hpp"

namespace encore::encode {
namespace {

// The part of one band in one voxel; share[n] is its value at the mean of the training rows.
double part(const float* y, const float* predicted, const float* share, Index n) {
  const auto total = stats::moments(y, n);
  const double origin = share[n];
  double sum = 0;
  for (Index i = 0; i < n; ++i)
    sum += (share[i] - origin) * (2.0 * y[i] - total.mean - predicted[i]);
  return sum / total.square;
}

}  // namespace

base::MatrixD split_r2(const base::MatrixF& y, const base::MatrixF& predicted,
                       const base::VectorD& r2, unsigned bands, const BandShare& share) {
  const Index n = y.rows(), voxels = y.cols();
  base::MatrixD parts(static_cast<Index>(bands), voxels);
  for (unsigned b = 0; b < bands; ++b) {
    const base::MatrixF own = share(b);
    if (own.rows() != n + 1 || own.cols() != voxels)
      throw base::Error("the share of a band differs in shape from the responses");
    for_each_voxel(voxels, [&](Index v) {
      parts(b, v) = part(y.col(v).data(), predicted.col(v).data(), own.col(v).data(), n);
    });
  }
  for (Index v = 0; v < voxels; ++v) parts.col(v).array() += (r2(v) - parts.col(v).sum()) / bands;
  return parts;
}

}  // namespace encore::encode
