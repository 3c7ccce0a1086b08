// plugins/linear/dual.hpp: the way by a kernel of the training rows, whatever function made it.
//
// Each fold decomposes its own part of the kernel. What a kernel means for new rows and for
// coefficients is left to the classes on top: linear_dual.cpp has features, kernel_dual.cpp any
// function of two rows.
#pragma once

#include <vector>

#include "model.hpp"

namespace linear {

template <class T>
class DualModel : public Model<T> {
 public:
  void project(const Targets<T>& targets, Projected<T>&, Matrix<T>& z) const override;
  void rotate(const Targets<T>& targets, std::size_t fold, Projected<T>&,
              Rotated<T>& out) const override;

 protected:
  // `tolerance`: see rank_tolerance.
  DualModel(const SortedRows& rows, bool intercept, double tolerance)
      : rows_(rows), intercept_(intercept), tolerance_(tolerance) {}

  // Comes once, from the constructor on top. `kernel` is that of the sorted rows, about their mean
  // where there is an intercept. Calls progress from 0.1 on.
  void decompose(const encore::Call& call, const MatrixD& kernel,
                 const std::vector<double>& alphas);

  // New rows along the directions, from their kernel with the sorted training rows. In float64,
  // since a kernel's large directions cancel when it is taken along its small ones.
  Matrix<T> from_kernel(const MatrixD& kernel) const;

  // Coefficients of the sorted training rows (rows x targets) from shrunken u'y. In float64 for the
  // same reason: features take away most of what these hold.
  MatrixD by_row(const Matrix<T>& shrunken, unsigned threads) const;

  const SortedRows& rows() const { return rows_; }
  bool intercept() const { return intercept_; }

 private:
  // Of a fold: without those that rounding may have made.
  Eigenpairs directions(MatrixD kernel) const;
  // Of all rows: also those that are doubtful, where every penalty shrinks them so much that an
  // error of their eigenvalues does not count. Coefficients have a part in them.
  Eigenpairs all_directions(MatrixD kernel, double smallest_alpha) const;
  void add_fold(std::size_t fold, const MatrixD& kernel, const std::vector<double>& alphas);

  SortedRows rows_;
  bool intercept_;
  double tolerance_;
  MatrixD vectors_;
  Matrix<T> u_;  // the same, for products with responses
  std::vector<RowBasis<T>> bases_;
};

}  // namespace linear
