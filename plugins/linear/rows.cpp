#include "rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "encore/error.hpp"

namespace linear {
namespace {

template <class S>
void gather_as(encore::View view, std::span<const Index> order, Index first, MatrixD& out) {
  const S* data = view.data<S>();
  const auto& raw = view.raw();
  for (Index c = 0; c < out.cols(); ++c) {
    const S* column = data + (first + c) * raw.col_stride;
    for (Index r = 0; r < out.rows(); ++r) {
      const Index source = order.empty() ? r : order[static_cast<std::size_t>(r)];
      out(r, c) = static_cast<double>(column[source * raw.row_stride]);
    }
  }
}

template <class S>
bool finite_as(encore::View view) {
  const S* data = view.data<S>();
  const auto& raw = view.raw();
  for (Index c = 0; c < raw.cols; ++c)
    for (Index r = 0; r < raw.rows; ++r)
      if (!std::isfinite(data[r * raw.row_stride + c * raw.col_stride])) return false;
  return true;
}

}  // namespace

SortedRows::SortedRows(std::span<const std::int32_t> runs) : order_(runs.size()) {
  std::iota(order_.begin(), order_.end(), Index{0});
  const auto run_of = [&](Index row) { return runs[static_cast<std::size_t>(row)]; };
  std::stable_sort(order_.begin(), order_.end(),
                   [&](Index a, Index b) { return run_of(a) < run_of(b); });
  for (Index r = 0; r < size(); ++r) {
    const bool starts = r == 0 || run_of(order_[static_cast<std::size_t>(r)]) !=
                                      run_of(order_[static_cast<std::size_t>(r) - 1]);
    if (starts) folds_.push_back({r, 0});
    ++folds_.back().size;
  }
  if (folds_.size() < 2)
    throw encore::Error::numeric(
        "group",
        "leave-one-run-out cross-validation needs at least two runs, the training rows "
        "have " +
            std::to_string(folds_.size()));
}

MatrixD gather(encore::View view, std::span<const Index> order, Index first, Index count) {
  MatrixD out(order.empty() ? view.rows() : static_cast<Index>(order.size()), count);
  if (view.dtype() == ENCORE_F32) gather_as<float>(view, order, first, out);
  else gather_as<double>(view, order, first, out);
  return out;
}

void require_finite(encore::View view, const char* name) {
  const bool ok = view.dtype() == ENCORE_F32 ? finite_as<float>(view) : finite_as<double>(view);
  if (!ok) throw encore::Error::numeric(name, "holds NaN or infinity");
}

}  // namespace linear
