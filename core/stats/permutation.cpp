#include "core/stats/permutation.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/stats/tile.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void test_voxels(const Orders& orders, base::ConstRefF y, base::ConstRefF prediction, Index begin,
                 Index end, Tile& tile, base::VectorD& p) {
  for (Index first = begin; first < end; first += Tile::lanes) {
    const Index n = std::min(Tile::lanes, end - first);
    bool valid[Tile::lanes] = {};
    for (Index l = 0; l < Tile::lanes; ++l)
      valid[l] = tile.set(l, l < n ? y.col(first + l).data() : nullptr,
                          l < n ? prediction.col(first + l).data() : nullptr);
    const auto reached = tile.count();
    for (Index l = 0; l < n; ++l)
      p(first + l) =
          valid[l] ? (1.0 + reached[static_cast<std::size_t>(l)]) / (1.0 + orders.draws) : nan;
  }
}

}  // namespace

base::VectorD p_values(const Orders& orders, base::ConstRefF y, base::ConstRefF prediction,
                       base::VectorF* maxima) {
  if (y.rows() != orders.rows || prediction.rows() != y.rows() || prediction.cols() != y.cols())
    throw base::Error("responses, predictions and the rows to permute differ in shape");
  const Terms terms(orders);
  const auto keep = maxima != nullptr ? Tile::Keep::maxima : Tile::Keep::counts;
  const Index voxels = y.cols(), chunk = 16 * Tile::lanes;
  base::VectorD p(voxels);
  std::mutex raising;
  base::parallel_for(static_cast<std::size_t>((voxels + chunk - 1) / chunk), [&](std::size_t c) {
    base::check_stop();
    Tile tile(terms, keep);
    const Index begin = static_cast<Index>(c) * chunk;
    test_voxels(orders, y, prediction, begin, std::min(voxels, begin + chunk), tile, p);
    if (maxima == nullptr) return;
    const std::lock_guard lock(raising);
    tile.raise(*maxima);
  });
  return p;
}

base::VectorF no_maxima(const Orders& orders) {
  return base::VectorF::Constant(orders.draws, -std::numeric_limits<float>::infinity());
}

base::VectorD max_statistic(const base::VectorD& r, const base::VectorF& maxima) {
  base::VectorF sorted = maxima;
  std::sort(sorted.begin(), sorted.end());
  base::VectorD p(r.size());
  for (Index v = 0; v < r.size(); ++v) {
    const auto least = static_cast<float>(r(v)) - Tile::tie;
    const auto reached = sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), least);
    p(v) = std::isnan(r(v))
               ? nan
               : (1 + static_cast<double>(reached)) / (1 + static_cast<double>(maxima.size()));
  }
  return p;
}

}  // namespace encore::stats
