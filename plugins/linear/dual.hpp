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

  // New rows along the directions, from their kernel with the sorted training rows, which was
  // divided by `scale`.
  Matrix<T> from_kernel(const Matrix<T>& kernel, double scale = 1) const;

  // Coefficients of the sorted training rows (rows x targets) from shrunken u'y.
  Matrix<T> by_row(const Matrix<T>& shrunken, unsigned threads) const;

  const SortedRows& rows() const { return rows_; }
  bool intercept() const { return intercept_; }

 private:
  Eigenpairs directions(MatrixD kernel) const;
  void add_fold(std::size_t fold, const MatrixD& kernel, const std::vector<double>& alphas);

  SortedRows rows_;
  bool intercept_;
  double tolerance_;
  Matrix<T> u_;
  std::vector<RowBasis<T>> bases_;
};

}  // namespace linear
