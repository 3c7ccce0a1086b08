// plugins/linear/cross_validation.hpp: R² of every penalty on the run left out, from sums.
//
// In the eigenbasis of a fold's training rows, z = u'y is the response along each direction and a
// prediction of the test rows is N S z, where N holds the test rows in that basis (scaled to unit
// training variance) and S shrinks. Then
//
//   |y - N S z|² = y'y - 2 (N'y)' S z + |R S z|²,   N = Q R,
//
// so that no penalty needs the test rows themselves, and R is triangular.
#pragma once

#include <vector>

#include "curves.hpp"
#include "linalg.hpp"
#include "norms.hpp"
#include "targets.hpp"

namespace linear {

// What scoring one fold needs; depends on the features alone.
template <class T>
struct FoldScorer {
  RowRange test;
  Index n_train = 0;
  Matrix<T> triangle;  // R
  Matrix<T> curves;    // directions x penalties
  // Basis curves of the first `head` directions and of the others, see split_basis.
  Index head = 0;
  Matrix<T> first, second;
  // Weights of inner products of basis predictions in a squared norm, penalties x pair_count: of
  // all of them on the first `head` rows of R, of `second` alone below. Empty where the basis is
  // the curves.
  Matrix<T> mix, mix_below;
};

// `eigenvalues` of the training rows, `whitened_test` is N.
template <class T>
FoldScorer<T> make_scorer(const RowRange& test, Index n_train, const VectorD& eigenvalues,
                          MatrixD whitened_test, const std::vector<double>& alphas);

// Responses of some targets in the basis of one fold: both directions x targets.
template <class T>
struct Rotated {
  Matrix<T> z;  // training rows
  Matrix<T> q;  // N'y, test rows about the training mean
};

// Scores some targets at a time; keeps its workspace, so every thread has its own.
template <class T>
class CrossValidation {
 public:
  // Adds the fold's R² to scores (penalties x targets). `fold` is the fold's row in the moments.
  // `rotated` is used up.
  void add_scores(const FoldScorer<T>& scorer, Index fold, Rotated<T>& rotated,
                  const FoldMoments& moments, bool intercept, Eigen::Ref<MatrixD> scores);

 private:
  void add_head(const FoldScorer<T>& scorer, const Matrix<T>& z);
  void add_below(const FoldScorer<T>& scorer, const Matrix<T>& z);

  Matrix<T> stacked_, products_, norms_, dots_;
  Matrix<T> sums_, sums_below_;  // pairs x targets
};

}  // namespace linear
