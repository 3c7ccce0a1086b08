#include "core/stats/terms.hpp"

namespace encore::stats {
namespace {

// As many products as a 16-bit index can tell apart; sixteen voxels of them are 4 MiB.
constexpr std::size_t most_products = 65536;

}  // namespace

Terms::Terms(const BlockOrders& orders)
    : places(orders.blocks().size()), draws(static_cast<std::size_t>(orders.draws())) {
  const auto& blocks = orders.blocks();
  std::size_t size = 0, work = 0;  // of the table: products, and multiplications in them
  for (const auto& to : blocks) {
    observed.push_back({static_cast<std::uint32_t>(to.start), static_cast<std::uint32_t>(to.start),
                        static_cast<std::uint32_t>(to.length)});
    for (const auto& from : blocks) {
      if (from.length != to.length) continue;
      ++size;
      work += static_cast<std::size_t>(to.length);
    }
  }
  const auto rows = static_cast<std::size_t>(orders.rows());
  if (size > most_products || work + draws * places > draws * rows) {
    for (std::size_t d = 0; d < draws; ++d)
      for (std::size_t b = 0; b < places; ++b)
        starts.push_back(observed[orders.order(static_cast<int>(d))[b]].x);
    return;
  }
  std::vector<std::uint16_t> index(places * places);
  for (std::size_t b = 0; b < places; ++b)
    for (std::size_t c = 0; c < places; ++c) {
      if (blocks[b].length != blocks[c].length) continue;
      index[b * places + c] = static_cast<std::uint16_t>(table.size());
      table.push_back({observed[b].y, observed[c].x, observed[b].length});
    }
  for (std::size_t b = 0; b < places; ++b) entries.push_back(index[b * places + b]);
  for (std::size_t d = 0; d < draws; ++d)
    for (std::size_t b = 0; b < places; ++b)
      entries.push_back(index[b * places + orders.order(static_cast<int>(d))[b]]);
}

}  // namespace encore::stats
