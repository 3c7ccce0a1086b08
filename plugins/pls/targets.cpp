#include "targets.hpp"

#include <limits>

#include "encore/arma.hpp"

namespace pls {

TargetBlock read_targets(encore::View view, arma::uword first, arma::uword count) {
  encore_cmatrix part = view.raw();
  const std::size_t size = part.dtype == ENCORE_F32 ? sizeof(float) : sizeof(double);
  const auto offset = static_cast<std::int64_t>(first) * part.col_stride;
  part.data = static_cast<const char*>(part.data) + offset * static_cast<std::int64_t>(size);
  part.cols = static_cast<std::int64_t>(count);

  TargetBlock out{encore::arma_copy<double>(encore::View(part)), arma::rowvec(count)};
  for (arma::uword c = 0; c < count; ++c) {
    auto column = out.y.col(c);
    const bool valid = column.is_finite() && column.min() < column.max();
    out.means(c) = valid ? arma::mean(column) : std::numeric_limits<double>::quiet_NaN();
    if (valid) column -= out.means(c);
    else column.zeros();
  }
  return out;
}

}  // namespace pls
