#include "core/stats/terms.hpp"

#include <limits>

namespace encore::stats {
namespace {

// As many products as a 16-bit index can tell apart; sixteen voxels of them are 4 MiB.
constexpr std::size_t most_products = 65536;
constexpr auto none = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Terms::Terms(const Orders& o)
    : orders(o), places(o.places.size()), draws(static_cast<std::size_t>(o.draws)) {
  std::size_t work = draws * places;
  std::vector<std::uint32_t> index(orders.layout.size());
  entries.resize((1 + draws) * places);
  for (std::size_t b = 0; b < places; ++b) {
    std::fill(index.begin(), index.end(), none);
    for (std::size_t d = 0; d <= draws; ++d) index[orders.starts[d * places + b]] = 0;
    const auto& place = orders.places[b];
    for (std::uint32_t x = 0; x < index.size(); ++x) {
      if (index[x] == none) continue;
      index[x] = static_cast<std::uint32_t>(table.size());
      table.push_back(
          {static_cast<std::uint32_t>(place.start), x, static_cast<std::uint32_t>(place.length)});
      work += static_cast<std::size_t>(place.length);
    }
    if (table.size() > most_products || work > draws * static_cast<std::size_t>(orders.rows)) {
      table.clear();
      entries.clear();
      return;
    }
    for (std::size_t d = 0; d <= draws; ++d)
      entries[d * places + b] = static_cast<std::uint16_t>(index[orders.starts[d * places + b]]);
  }
}

}  // namespace encore::stats
