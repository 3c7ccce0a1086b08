#include "core/stats/group.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Weighted by the variance between subjects that is tried.
struct Weighted {
  Weighted(const base::VectorD& values, const base::VectorD& variance, double between)
      : weight((variance.array() + between).inverse()) {
    mean = weight.dot(values) / weight.sum();
    deviation = values.array() - mean;
  }
  // Slope of the restricted likelihood, times two.
  double slope() const {
    const base::VectorD square = weight.array().square();
    return square.dot(deviation.cwiseAbs2()) - weight.sum() + square.sum() / weight.sum();
  }
  base::VectorD weight, deviation;
  double mean = 0;
};

double between_variance(const base::VectorD& values, const base::VectorD& variance) {
  const auto slope = [&](double between) { return Weighted(values, variance, between).slope(); };
  if (slope(0) <= 0) return 0;
  double high = (values.array() - values.mean()).square().sum() + variance.maxCoeff();
  while (slope(high) > 0) high *= 2;
  std::uintmax_t steps = 200;
  const auto [below, above] = boost::math::tools::toms748_solve(
      slope, 0.0, high, boost::math::tools::eps_tolerance<double>(48), steps);
  return (below + above) / 2;
}

}  // namespace

TTest t_test(const base::VectorD& values) {
  const auto n = static_cast<double>(values.size());
  TTest out{nan, nan, nan, {nan, nan}};
  if (values.size() < 1) return out;
  out.mean = values.mean();
  if (values.size() < 2) return out;
  out.sd = std::sqrt((values.array() - out.mean).square().sum() / (n - 1));
  if (!(out.sd > 1e-12 * std::abs(out.mean))) return out;
  out.t = out.mean * std::sqrt(n) / out.sd;
  const boost::math::students_t null(n - 1);
  out.p.greater = boost::math::cdf(complement(null, out.t));
  out.p.two_sided = 2 * boost::math::cdf(complement(null, std::abs(out.t)));
  return out;
}

SignFlip sign_flip(const base::VectorD& values, int draws, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(values.size());
  SignFlip out;
  if (n < 1) return {{nan, nan}, 0, false};
  out.exact = n < 31 && (std::uint64_t{1} << n) <= static_cast<std::uint64_t>(draws);
  out.flips = out.exact ? std::ldexp(1.0, static_cast<int>(n)) : draws;
  const double observed = values.sum();
  const double tie = 1e-12 * values.cwiseAbs().sum();  // sums in another order
  base::Random random(seed);
  double greater = out.exact ? 0 : 1, farther = greater;
  for (std::uint64_t d = 0; d < static_cast<std::uint64_t>(out.flips); ++d) {
    double sum = 0;
    std::uint64_t signs = d;
    for (std::size_t i = 0; i < n; ++i) {
      if (!out.exact && i % 64 == 0) signs = random.bits();
      sum += (signs & 1) != 0 ? -values(static_cast<Index>(i)) : values(static_cast<Index>(i));
      signs >>= 1;
    }
    greater += sum >= observed - tie ? 1 : 0;
    farther += std::abs(sum) >= std::abs(observed) - tie ? 1 : 0;
  }
  const double all = out.flips + (out.exact ? 0 : 1);
  out.p = {greater / all, farther / all};
  return out;
}

RandomEffects random_effects(const base::VectorD& values, const base::VectorD& se, double width) {
  if (values.size() != se.size()) throw base::Error("values and standard errors differ in number");
  const RandomEffects nothing{nan, nan, nan, nan, nan};
  if (values.size() < 2 || !values.allFinite() || !se.allFinite() || !(se.minCoeff() > 0))
    return nothing;
  const base::VectorD variance = se.cwiseAbs2();
  const double between = between_variance(values, variance);
  const Weighted w(values, variance, between);
  const double freedom = static_cast<double>(values.size()) - 1;
  RandomEffects out;
  out.mean = w.mean;
  out.tau = std::sqrt(between);
  out.se = std::sqrt(w.weight.dot(w.deviation.cwiseAbs2()) / (freedom * w.weight.sum()));
  const boost::math::students_t t(freedom);
  const double half = out.se * boost::math::quantile(t, (1 + width) / 2);
  out.low = out.mean - half;
  out.high = out.mean + half;
  return out;
}

}  // namespace encore::stats
