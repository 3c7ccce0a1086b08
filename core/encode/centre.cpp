#include "core/encode/centre.hpp"

#include <cmath>

#include "core/encode/voxels.hpp"
#include "core/stats/moments.hpp"

namespace encore::encode {

base::VectorD centre(base::MatrixF& y) {
  base::VectorD mean(y.cols());
  const auto rows = static_cast<double>(y.rows());
  for_each_voxel(y.cols(), [&](Index v) {
    const double sum = y.col(v).cast<double>().sum();
    mean(v) = std::isfinite(sum) ? sum / rows : std::nan("");
    y.col(v) = (y.col(v).cast<double>().array() - mean(v)).cast<float>();
  });
  return mean;
}

void subtract(const base::VectorD& mean, base::MatrixF& y) {
  for_each_voxel(y.cols(), [&](Index v) {
    const auto series = stats::moments(y.col(v).data(), y.rows());
    if (std::isfinite(series.square) && !series.varies)
      y.col(v).setConstant(static_cast<float>(series.mean - mean(v)));
    else y.col(v) = (y.col(v).cast<double>().array() - mean(v)).cast<float>();
  });
}

}  // namespace encore::encode
