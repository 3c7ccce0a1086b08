// plugins/banded_ridge/space.hpp: features in bands, by one of two ways, for any band weights.
//
// With weights γ the features are X D, D = diag(√γ) by band: the Gram matrix is D X'X D and the
// kernel Σ γ_b X_b X_b', so both are made anew for each draw from parts that are computed once.
// primal.cpp works from the Gram matrix (columns x columns), dual.cpp from kernels (rows x rows).
// A fitted voxel is g, coordinates of its dual coefficients, with its own γ:
//
//   prediction = mean + Σ_b γ_b along(x, b) g,      weights of band b = γ_b weights(b, g).
//
// Everything here is immutable once made, so thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "encore/call.hpp"
#include "encore/regression.hpp"
#include "plugins/linear/cross_validation.hpp"
#include "plugins/linear/model.hpp"
#include "plugins/linear/options.hpp"
#include "plugins/linear/targets.hpp"

namespace banded {

using linear::ColumnRange;
using linear::FoldMoments;
using linear::FoldScorer;
using linear::Index;
using linear::Matrix;
using linear::MatrixD;
using linear::Rotated;
using linear::RowRange;
using linear::SortedRows;
using linear::VectorD;

// Some targets in the form that a space reads. One a thread.
template <class T>
struct Responses {
  linear::Targets<T> targets;
  linear::Projected<T> projected;
};

// One fold left out, with the weights of one draw.
template <class T>
class OpenFold {
 public:
  explicit OpenFold(FoldScorer<T> scorer) : scorer_(std::move(scorer)) {}
  virtual ~OpenFold() = default;
  const FoldScorer<T>& scorer() const { return scorer_; }
  // Responses that the space projected.
  virtual void rotate(Responses<T>& responses, Rotated<T>& out) const = 0;

 private:
  FoldScorer<T> scorer_;
};

// All training rows, with the weights of one draw.
template <class T>
class Whole {
 public:
  virtual ~Whole() = default;
  // Coefficients (coordinates x targets) of responses that the space projected; a penalty each.
  virtual Matrix<T> coefficients(const Responses<T>& responses,
                                 const std::vector<double>& alphas) const = 0;
};

template <class T>
class Space {
 public:
  virtual ~Space() = default;

  // After targets were read, before folds see them.
  virtual void project(Responses<T>& responses) const = 0;
  virtual std::unique_ptr<const OpenFold<T>> open_fold(const VectorD& gamma,
                                                       std::size_t fold) const = 0;
  virtual std::unique_ptr<const Whole<T>> open_all(const VectorD& gamma) const = 0;
  virtual Index coordinates() const = 0;

  // Columns of `range` of new rows (rows x coordinates); `centred`: about the training means.
  virtual Matrix<T> along(encore::View x, ColumnRange range, bool centred) const = 0;
  virtual Matrix<T> weights(ColumnRange range, const Matrix<T>& g, unsigned threads) const = 0;
};

struct SpaceInput {
  const encore::Design& design;  // the host keeps its numbers until the next prepare
  const SortedRows& rows;
  VectorD means;               // of the columns; 0 without an intercept
  std::vector<double> alphas;  // ascending
  bool intercept = true;
};

template <class T>
std::unique_ptr<Space<T>> make_primal(const encore::Call& call, const SpaceInput& input);
template <class T>
std::unique_ptr<Space<T>> make_dual(const encore::Call& call, const SpaceInput& input);

// Column range of band b.
inline ColumnRange band_range(const encore::Design& design, std::uint32_t b) {
  return {design.band_start(b), design.band_size(b)};
}

// Eigenvalues below this move no prediction by more than 1e-9 of the response.
double negligible(double largest, Index rows, Index cols, const std::vector<double>& alphas);

}  // namespace banded
