// plugins/linear/training.hpp: training features by parts of their columns, and kernels from them.
//
// For the dual way: features may have many more columns than rows, so no more than some of them are
// held in float64 at once. Immutable, so thread-safe.
#pragma once

#include <algorithm>
#include <functional>

#include "encore/call.hpp"
#include "encore/regression.hpp"
#include "linalg.hpp"
#include "model.hpp"
#include "rows.hpp"

namespace linear {

class TrainingColumns {
 public:
  // The host keeps the design's numbers until the next prepare; `rows` must outlive this. `means`
  // are of the columns, 0 without an intercept.
  TrainingColumns(const encore::Design& design, const SortedRows& rows, VectorD means)
      : design_(design), rows_(rows), means_(std::move(means)) {}

  Index columns() const { return design_.cols(); }

  // Calls body(start, size) for parts of a range of columns.
  template <class F>
  static void for_parts(ColumnRange range, F&& body) {
    constexpr Index columns = 512;
    for (Index at = 0; at < range.size; at += columns)
      body(range.start + at, std::min(columns, range.size - at));
  }

  // Sorted rows x some columns, about their means.
  MatrixD part(Index start, Index size) const {
    MatrixD out = gather(design_.x(), rows_.order(), start, size);
    out.rowwise() -= means_.segment(start, size).transpose();
    return out;
  }

  // Products of the sorted rows over the columns of `range`. done(columns) after each part.
  MatrixD kernel(unsigned threads, ColumnRange range,
                 const std::function<void(Index)>& done) const {
    MatrixD out = MatrixD::Zero(rows_.size(), rows_.size());
    for_parts(range, [&](Index start, Index size) {
      add_row_gram(threads, part(start, size), out);
      done(start + size);
    });
    mirror_lower(out);
    return out;
  }

  // Products of new rows with the sorted rows; `centred`: new rows about the training means.
  template <class T>
  Matrix<T> kernel_with(encore::View x, ColumnRange range, bool centred) const {
    Matrix<T> out = Matrix<T>::Zero(x.rows(), rows_.size());
    for_parts(range, [&](Index start, Index size) {
      MatrixD own = gather(x, {}, start, size);
      if (centred) own.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = part(start, size).template cast<T>();
      out.noalias() += own.template cast<T>() * known.transpose();
    });
    return out;
  }

  // Coefficients of the columns of `range` from those of the sorted rows (rows x targets).
  template <class T>
  Matrix<T> weights(ColumnRange range, const Matrix<T>& by_row, unsigned threads) const {
    Matrix<T> out(range.size, by_row.cols());
    for_parts(range, [&](Index start, Index size) {
      const Matrix<T> known = part(start, size).template cast<T>();
      multiply_wide<T>(threads, known, true, by_row, out.middleRows(start - range.start, size));
    });
    return out;
  }

 private:
  encore::Design design_;
  const SortedRows& rows_;
  VectorD means_;
};

}  // namespace linear
