// plugins/linear/model.hpp: what depends on the features alone, by one of two ways.
//
// primal.cpp works from X'X (columns x columns), dual.cpp from XX' or another kernel (rows x
// rows). Both end in the same form: u, the directions of the training features (rows x directions,
// orthonormal), their eigenvalues, and for each fold the response in that fold's basis. Immutable
// once made, so thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "cross_validation.hpp"
#include "encore/call.hpp"
#include "encore/regression.hpp"
#include "kernel.hpp"
#include "linalg.hpp"
#include "options.hpp"
#include "rotation.hpp"
#include "targets.hpp"

namespace linear {

struct ColumnRange {
  Index start = 0, size = 0;
};

template <class T>
class Model {
 public:
  virtual ~Model() = default;

  const std::vector<FoldScorer<T>>& folds() const { return folds_; }
  const VectorD& eigenvalues() const { return eigenvalues_; }
  Index rank() const { return eigenvalues_.size(); }

  // u'y of all training rows (rank x targets). Comes before rotate of the same targets.
  virtual void project(const Targets<T>& targets, Projected<T>& projected, Matrix<T>& z) const = 0;
  virtual void rotate(const Targets<T>& targets, std::size_t fold, Projected<T>& projected,
                      Rotated<T>& out) const = 0;

  // New rows along the directions (rows x rank), so that a prediction is this times shrunken
  // u'y. Only the columns of `range` count; `centred`: about the training means.
  virtual Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const = 0;

  // Coefficients of the features (columns x targets) from shrunken u'y; with a kernel of its own,
  // of the training rows in the design's order.
  virtual MatrixD weights(const Matrix<T>& shrunken, unsigned threads) const = 0;

 protected:
  std::vector<FoldScorer<T>> folds_;
  VectorD eigenvalues_;
};

// Both call progress. `means` are the features' training means (0 without an intercept).
template <class T>
std::unique_ptr<Model<T>> make_primal(const encore::Call& call, const encore::Design& design,
                                      const SortedRows& rows, const VectorD& means,
                                      const Options& options);
template <class T>
std::unique_ptr<Model<T>> make_dual(const encore::Call& call, const encore::Design& design,
                                    const SortedRows& rows, const VectorD& means,
                                    const Options& options);

// `training` is the kernel of the design's rows, `means` its column means (0 without an intercept).
template <class T>
std::unique_ptr<Model<T>> make_kernel_dual(const encore::Call& call, const encore::Design& design,
                                           const SortedRows& rows,
                                           std::shared_ptr<const Kernel> kernel,
                                           const MatrixD& training, const VectorD& means,
                                           const Options& options);

// Directions whose eigenvalue is below this share of the largest are rounding, not data.
double rank_tolerance(Index rows, Index cols);

}  // namespace linear
