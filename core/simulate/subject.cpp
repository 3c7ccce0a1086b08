#include "core/simulate/subject.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"

namespace encore::simulate {
namespace {

constexpr double kBrightness = 1000;

// Bright inside, dimmer towards the surface, with a slow shading and a texture.
base::VectorF mean_image(const Brain& brain, base::Random& random) {
  base::VectorF mean(static_cast<Index>(brain.voxels.size()));
  const double tilt = 0.1 * random.normal();
  const Index nx = brain.grid.dims[0];
  for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
    const double depth = std::clamp((1 - brain.radius[v]) / 0.15, 0.0, 1.0);
    const double x = static_cast<double>(brain.voxels[v] % nx) / static_cast<double>(nx) - 0.5;
    mean[static_cast<Index>(v)] = static_cast<float>(kBrightness * (0.7 + 0.3 * depth) *
                                                     (1 + tilt * x) * (1 + 0.03 * random.normal()));
  }
  return mean;
}

Eigen::Matrix<float, 3, Eigen::Dynamic> gradient_of(const Brain& brain, const base::VectorF& mean) {
  const base::VectorF volume = to_volume(brain, mean);
  const auto& d = brain.grid.dims;
  const std::array<Index, 3> stride = {1, d[0], d[0] * d[1]};
  Eigen::Matrix<float, 3, Eigen::Dynamic> out(3, mean.size());
  for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
    const Index at = brain.voxels[v];
    for (std::size_t a = 0; a < 3; ++a) {
      const Index i = at / stride[a] % d[a];
      const Index up = i + 1 < d[a] ? at + stride[a] : at, down = i > 0 ? at - stride[a] : at;
      const auto axis = static_cast<Index>(a);
      out(axis, static_cast<Index>(v)) =
          (volume[up] - volume[down]) / static_cast<float>(2 * brain.grid.affine(axis, axis));
    }
  }
  return out;
}

base::VectorD draw_weights(const Region& region, const base::MatrixD& covariance,
                           base::Random& random) {
  base::VectorD weights = base::VectorD::Zero(kind_start.back());
  for (std::size_t k = 0; k < kind_count; ++k) {
    const Index first = kind_start[k], n = kind_start[k + 1] - first;
    base::VectorD w(n);
    for (double& x : w) x = random.normal();
    const double variance = w.dot(covariance.block(first, first, n, n) * w);
    if (region.mix[k] > 0 && variance > 0)
      weights.segment(first, n) = w * std::sqrt(region.mix[k] / variance);
  }
  const double variance = weights.dot(covariance * weights);  // kinds may be correlated
  return variance > 0 ? base::VectorD(weights / std::sqrt(variance)) : weights;
}

}  // namespace

Subject make_subject(const std::string& id, const Brain& brain, const Covariances& covariances,
                     std::uint64_t seed) {
  base::Random random(base::seed_for(seed, id + "/voxels"));
  Subject subject;
  subject.id = id;
  subject.mean = mean_image(brain, random);
  subject.gradient = gradient_of(brain, subject.mean);
  const auto n = static_cast<Index>(brain.voxels.size());
  subject.explainable_variance = base::VectorF::Zero(n);
  subject.delay.resize(brain.voxels.size());
  subject.weights = base::MatrixF::Zero(kind_start.back(), n);
  for (Index v = 0; v < n; ++v) {
    const auto i = static_cast<std::size_t>(v);
    subject.delay[i] = static_cast<std::uint8_t>(random.below(delays_s.size()));
    if (brain.region[i] < 0) continue;
    const Region& region = regions()[static_cast<std::size_t>(brain.region[i])];
    if (region.explainable_variance == 0) continue;
    subject.weights.col(v) =
        draw_weights(region, covariances[subject.delay[i]], random).cast<float>();
    subject.explainable_variance[v] =
        static_cast<float>(region.explainable_variance * (0.6 + 0.8 * random.uniform()));
  }
  return subject;
}

}  // namespace encore::simulate
