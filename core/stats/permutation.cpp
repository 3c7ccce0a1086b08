#include "core/stats/permutation.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/stats/tile.hpp"

namespace encore::stats {

base::VectorD p_values(const BlockOrders& orders, base::ConstRefF y, base::ConstRefF prediction) {
  if (y.rows() != orders.rows() || prediction.rows() != y.rows() || prediction.cols() != y.cols())
    throw base::Error("responses, predictions and the rows to permute differ in shape");
  const Terms terms(orders);
  const Index voxels = y.cols(), chunk = 16 * Tile::lanes;
  base::VectorD p(voxels);
  base::parallel_for(static_cast<std::size_t>((voxels + chunk - 1) / chunk), [&](std::size_t c) {
    base::check_stop();
    Tile tile(terms, y.rows());
    const Index begin = static_cast<Index>(c) * chunk, end = std::min(voxels, begin + chunk);
    for (Index first = begin; first < end; first += Tile::lanes) {
      const Index n = std::min(Tile::lanes, end - first);
      bool valid[Tile::lanes] = {};
      for (Index l = 0; l < Tile::lanes; ++l)
        valid[l] = tile.set(l, l < n ? y.col(first + l).data() : nullptr,
                            l < n ? prediction.col(first + l).data() : nullptr);
      const auto reached = tile.count();
      for (Index l = 0; l < n; ++l)
        p(first + l) = valid[l] ? (1.0 + reached[static_cast<std::size_t>(l)]) / (1.0 + orders.draws())
                                : std::numeric_limits<double>::quiet_NaN();
    }
  });
  return p;
}

}  // namespace encore::stats
