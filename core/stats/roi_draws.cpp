#include "core/stats/roi_draws.hpp"

#include <algorithm>

#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"

namespace encore::stats {

void RoiDraws::add(const RoiDraws& other) {
  voxels += other.voxels;
  r += other.r;
  drawn += other.drawn;
}

void RoiDraws::add(int roi, double value, const Eigen::Ref<const base::VectorF>& of_draws) {
  for (const Index column : {static_cast<Index>(roi), rois()}) {
    if (column < 0) continue;
    voxels(column) += 1;
    r(column) += value;
    drawn.col(column) += of_draws.cast<double>();
  }
}

void add_tiles(Index voxels, RoiDraws& out,
               const std::function<void(Index, Index, RoiDraws&)>& body) {
  // Chunks are summed one by one and added in order, so that threads cannot change the rounding; a
  // group of them at a time, so that memory stays small.
  const Index tile = 32, chunk = 256, group = 16 * chunk;
  for (Index begin = 0; begin < voxels; begin += group) {
    base::check_stop();
    const Index end = std::min(voxels, begin + group);
    const auto chunks = static_cast<std::size_t>((end - begin + chunk - 1) / chunk);
    std::vector<RoiDraws> parts(chunks, RoiDraws(out.rois(), out.draws()));
    base::parallel_for(chunks, [&](std::size_t c) {
      const Index first = begin + static_cast<Index>(c) * chunk;
      const Index last = std::min(end, first + chunk);
      for (Index t = first; t < last; t += tile) body(t, std::min(tile, last - t), parts[c]);
    });
    for (const auto& part : parts) out.add(part);
  }
}

}  // namespace encore::stats
