// plugins/banded_ridge/space.hpp: features in bands, by one of two ways, for any band weights.
//
// With weights γ the features are X D, D = diag(√γ) by band: the Gram matrix is D X'X D and the
// kernel Σ γ_b X_b X_b', so both are made anew for each draw from parts that are computed once.
// primal.cpp works from the Gram matrix (columns x columns), dual.cpp from kernels (rows x rows).
// A fitted voxel is g, coordinates of its dual coefficients, with its own γ:
//
//   prediction = mean + Σ_b γ_b along(x, b) g,      weights of band b = γ_b weights(b, g).
//
// Not thread-safe.
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

// Responses of one fit in the form that a space reads. A search moves columns about.
template <class T>
struct Block {
  std::vector<Index> target;     // of each column
  std::vector<Matrix<T>> parts;  // one a fold
  Matrix<T> total;               // sum of parts; empty when the space has no use for it
  FoldMoments moments;
};

template <class T>
class Space {
 public:
  virtual ~Space() = default;

  // Rows of Block::parts[fold] and of Block::total.
  virtual Index part_rows(std::size_t fold) const = 0;
  virtual Index total_rows() const = 0;
  virtual void add(const linear::Targets<T>& targets, Index first, Block<T>& block) const = 0;

  // The fold left out, with band weights `gamma`; rotate and the scorer belong together.
  virtual FoldScorer<T> open_fold(const VectorD& gamma, std::size_t fold) = 0;
  virtual void rotate(const Block<T>& block, Index first, Index count, unsigned threads,
                      Rotated<T>& out) = 0;

  // All training rows with band weights `gamma`; coefficients (coordinates x targets) of responses
  // in the order of `alphas` then follow for any columns of a block.
  virtual void open_all(const VectorD& gamma) = 0;
  virtual Matrix<T> coefficients(const Block<T>& block, const std::vector<Index>& columns,
                                 const std::vector<double>& alphas) = 0;
  virtual Index coordinates() const = 0;

  // Columns of `range` of new rows (rows x coordinates); `centred`: about the training means.
  virtual Matrix<T> along(encore::View x, ColumnRange range, bool centred) const = 0;
  virtual Matrix<T> weights(ColumnRange range, const Matrix<T>& g) const = 0;
};

struct SpaceInput {
  const encore::Design& design;  // the host keeps its numbers until the next prepare
  const SortedRows& rows;
  VectorD means;                 // of the columns; 0 without an intercept
  std::vector<double> alphas;    // ascending
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
