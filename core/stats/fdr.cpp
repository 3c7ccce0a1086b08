#include "core/stats/fdr.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace encore::stats {

base::VectorD benjamini_hochberg(const base::VectorD& p) {
  using base::Index;
  std::vector<std::pair<double, Index>> tests;
  tests.reserve(static_cast<std::size_t>(p.size()));
  for (Index v = 0; v < p.size(); ++v)
    if (!std::isnan(p(v))) tests.emplace_back(p(v), v);
  std::sort(tests.begin(), tests.end());
  base::VectorD q = base::VectorD::Constant(p.size(), std::numeric_limits<double>::quiet_NaN());
  const auto m = static_cast<double>(tests.size());
  double least = 1;
  for (std::size_t rank = tests.size(); rank > 0; --rank) {
    const auto& [value, voxel] = tests[rank - 1];
    least = std::min(least, value * m / static_cast<double>(rank));
    q(voxel) = least;
  }
  return q;
}

}  // namespace encore::stats
