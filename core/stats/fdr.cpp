#include "core/stats/fdr.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace encore::stats {
namespace {

using base::Index;

double one(std::size_t) { return 1; }

double harmonic(std::size_t m) {
  double sum = 0;
  for (std::size_t i = m; i > 0; --i) sum += 1 / static_cast<double>(i);
  return sum;
}

// `penalty`: what p is multiplied by beside m / rank, from the number of tests.
base::VectorD step_up(const base::VectorD& p, double (*penalty)(std::size_t)) {
  std::vector<std::pair<double, Index>> tests;
  tests.reserve(static_cast<std::size_t>(p.size()));
  for (Index v = 0; v < p.size(); ++v)
    if (!std::isnan(p(v))) tests.emplace_back(p(v), v);
  std::sort(tests.begin(), tests.end());
  base::VectorD q = base::VectorD::Constant(p.size(), std::numeric_limits<double>::quiet_NaN());
  const double m = static_cast<double>(tests.size()) * penalty(tests.size());
  double least = 1;
  for (std::size_t rank = tests.size(); rank > 0; --rank) {
    const auto& [value, voxel] = tests[rank - 1];
    least = std::min(least, value * m / static_cast<double>(rank));
    q(voxel) = least;
  }
  return q;
}

}  // namespace

base::VectorD benjamini_hochberg(const base::VectorD& p) { return step_up(p, one); }

base::VectorD benjamini_yekutieli(const base::VectorD& p) { return step_up(p, harmonic); }

}  // namespace encore::stats
