#include "core/results/chance.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

#include "core/results/significance.hpp"
#include "core/stats/fdr.hpp"

namespace encore::results {
namespace {

using base::Index;
using Correct = recipe::Significance::Correct;

// The values of these voxels that exist.
base::VectorD finite(const base::VectorD& values, const std::vector<Index>& voxels) {
  base::VectorD out(static_cast<Index>(voxels.size()));
  Index n = 0;
  for (const auto v : voxels)
    if (std::isfinite(values(v))) out(n++) = values(v);
  return out.head(n);
}

double place_p(const base::VectorD& p, const base::VectorD& q, Correct correct, double level) {
  switch (correct) {
    case Correct::max_statistic: return q.minCoeff();
    case Correct::none: return binomial_tail(p.size(), (p.array() <= level).count(), level);
    default: return std::max(q.minCoeff(), corrected(p, correct).minCoeff());
  }
}

}  // namespace

double binomial_tail(Index n, Index hits, double probability) {
  if (hits <= 0) return 1;
  if (hits > n) return 0;
  const boost::math::binomial law(static_cast<double>(n), probability);
  return boost::math::cdf(complement(law, static_cast<double>(hits - 1)));
}

Evidence evidence(const ModelResult& model, const std::vector<Index>& voxels, Correct correct,
                  double level) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (model.q.size() == 0) return {nan, nan, true};
  const auto p = finite(model.p.size() > 0 ? model.p : model.q, voxels);
  const auto q = finite(model.q, voxels);
  if (p.size() == 0 || q.size() == 0) return {nan, nan, true};
  Evidence out{place_p(p, q, correct, level)};
  const bool stepwise = correct == Correct::bh || correct == Correct::by;
  if (!model.reach || !stepwise) return out;
  out.at_the_end = binomial_tail(p.size(), (p.array() <= model.reach->end_p).count(),
                                 std::min(1.0, model.reach->end_p));
  out.in_reach = p.size() >= model.reach->needed || (model.q.array() <= level).any();
  return out;
}

double over_subjects(const std::vector<double>& p) {
  const auto q = stats::benjamini_hochberg(
      Eigen::Map<const base::VectorD>(p.data(), static_cast<Index>(p.size())));
  double least = std::numeric_limits<double>::quiet_NaN();
  for (const double x : q)
    if (!std::isnan(x) && !(x >= least)) least = x;
  return least;
}

}  // namespace encore::results
