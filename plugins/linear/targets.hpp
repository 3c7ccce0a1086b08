// plugins/linear/targets.hpp: some targets, made ready for float32 arithmetic.
//
// Each target is centred (with an intercept) and divided by its root mean square, so that neither
// a large mean nor an odd unit costs accuracy; ridge is linear in y, so the scale goes back on at
// the end. Statistics are float64.
#pragma once

#include <span>
#include <vector>

#include "encore/view.hpp"
#include "rows.hpp"

namespace linear {

// Of the rows of one fold, one column each per target.
struct FoldMoments {
  MatrixD sum;       // folds x targets: of the scaled responses
  MatrixD squares;   // folds x targets: sum of squares of the same
  MatrixD variance;  // folds x targets: sum of squares about the fold's own mean; 0 when constant
};

template <class T>
struct Targets {
  Matrix<T> y;               // sorted rows x targets; a column that is not valid is 0
  std::vector<double> mean;  // of the raw target; 0 without an intercept
  std::vector<double> scale;
  std::vector<char> valid;  // 0: constant, or NaN or infinity somewhere
  FoldMoments moments;

  // Reads columns of `view`. Memory is kept from call to call.
  void read(encore::View view, std::span<const Index> columns, const SortedRows& rows,
            bool intercept);
};

}  // namespace linear
