// core/stats/terms.hpp: what a permuted correlation adds up, worked out once for all voxels.
//
// With standardised series, r of an order is a sum over places of sum_i y[to + i] * x[from + i].
// With a table, each of these products is made once for a voxel, and a draw costs one addition a
// place; without one, a draw makes its products itself. Immutable once made; share one between
// threads. Refers to the orders, which must live as long.
#pragma once

#include <cstdint>
#include <vector>

#include "core/stats/orders.hpp"

namespace encore::stats {

struct Terms {
  struct Product {
    std::uint32_t y, x, length;  // first row of the responses, of the prediction's layout, how many
  };

  // Chooses what takes less work.
  explicit Terms(const Orders& orders);
  bool tabled() const { return !table.empty(); }

  const Orders& orders;
  std::size_t places = 0;  // products in a draw
  std::size_t draws = 0;
  std::vector<Product> table;          // empty: no table
  std::vector<std::uint16_t> entries;  // (1 + draws) x places: index in the table, first observed
};

}  // namespace encore::stats
