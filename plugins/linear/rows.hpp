// plugins/linear/rows.hpp: training rows sorted by run, so that a fold is a range of rows.
//
// Within a run rows keep their order. Immutable after construction.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "encore/view.hpp"
#include "linalg.hpp"

namespace linear {

struct RowRange {
  Index start = 0, size = 0;
  Index end() const { return start + size; }
};

class SortedRows {
 public:
  SortedRows() = default;
  // Throws encore::Error (numeric) when there are fewer than two runs: none could be left out.
  explicit SortedRows(std::span<const std::int32_t> runs);

  Index size() const { return static_cast<Index>(order_.size()); }
  const std::vector<RowRange>& folds() const { return folds_; }

  // Original row of each sorted row.
  std::span<const Index> order() const { return order_; }

 private:
  std::vector<Index> order_;
  std::vector<RowRange> folds_;
};

// Columns [first, first + count) of a view, rows in the given order (empty: as they are), float64.
MatrixD gather(encore::View view, std::span<const Index> order, Index first, Index count);

// Throws encore::Error (numeric) when the view holds NaN or infinity.
void require_finite(encore::View view, const char* name);

}  // namespace linear
