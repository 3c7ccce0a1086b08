#include "draws.hpp"

#include <cmath>
#include <string>

#include "encore/error.hpp"
#include "encore/random.hpp"

namespace banded {
namespace {

MatrixD as_given(const std::vector<double>& list, Index bands) {
  const auto size = static_cast<Index>(list.size());
  if (size % bands != 0)
    throw encore::Error::param("band_weights", "holds " + std::to_string(size) +
                                                   " numbers, which are no whole draws of " +
                                                   std::to_string(bands) + " bands");
  MatrixD out = Eigen::Map<const MatrixD>(list.data(), bands, size / bands);
  for (Index d = 0; d < out.cols(); ++d) {
    const double sum = out.col(d).sum();
    if (!(out.col(d).minCoeff() >= 0) || !(sum > 0) || !std::isfinite(sum))
      throw encore::Error::param("band_weights", "draw " + std::to_string(d + 1) +
                                                     " must hold numbers of 0 or more, not all 0");
    out.col(d) /= sum;
  }
  return out;
}

// A Dirichlet draw is gamma variates over their sum; logarithms keep tiny ones apart from 0.
VectorD dirichlet(encore::Random& random, double concentration, Index bands) {
  VectorD logs(bands);
  for (auto& value : logs) value = random.log_gamma(concentration);
  const VectorD weights = (logs.array() - logs.maxCoeff()).exp();
  return weights / weights.sum();
}

}  // namespace

MatrixD band_weights(const Draws& draws, Index bands, std::uint64_t seed) {
  if (!draws.given.empty()) return as_given(draws.given, bands);
  const Index count = bands == 1 ? 1 : static_cast<Index>(draws.count);
  MatrixD out = MatrixD::Constant(bands, count, 1.0 / static_cast<double>(bands));
  for (Index d = 1; d < count; ++d) {
    encore::Random random(seed, "band weights", d);
    const auto turn = static_cast<std::size_t>(d - 1) % draws.concentrations.size();
    out.col(d) = dirichlet(random, draws.concentrations[turn], bands);
  }
  return out;
}

}  // namespace banded
