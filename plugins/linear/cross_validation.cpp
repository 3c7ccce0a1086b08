#include "cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace linear {
namespace {

// Rows of R that are multiplied at once. The triangle is cut into steps; short ones waste least
// above the diagonal, and about 640 rows of the stack are what BLAS wants.
Index row_block(Index k) { return std::clamp<Index>(640 / k / norm_lanes, 2, 16) * norm_lanes; }

// The same for the rows in which two groups meet: most of their products are no triangle, and long
// predictions make inner products cheap.
constexpr Index kHeadRows = 64;

// Error of a short basis, relative to the response's own length on the test rows.
template <class T>
constexpr double kCurveTolerance = std::is_same_v<T, float> ? 2e-6 : 1e-12;

// Squared norms of mixed predictions are sums over the pairs of basis predictions.
MatrixD pairwise(const MatrixD& mix) {
  const Index k = mix.rows();
  MatrixD out(mix.cols(), pair_count(k));
  for (Index a = 0; a < k; ++a)
    for (Index b = a; b < k; ++b)
      out.col(pair_index(a, b, k)) =
          (mix.row(a).array() * mix.row(b).array()).transpose() * (a == b ? 1.0 : 2.0);
  return out;
}

// Squares of a target's test rows about the mean of its training rows.
template <class T>
double about_mean(const FoldScorer<T>& scorer, Index fold, const FoldMoments& moments,
                  bool intercept, Index target) {
  const double sum = moments.sum(fold, target);
  const double mean = intercept ? -sum / static_cast<double>(scorer.n_train) : 0;
  return moments.squares(fold, target) - 2 * mean * sum +
         static_cast<double>(scorer.test.size) * mean * mean;
}

// Rows [row, row + rows) of the triangle times each curve of a basis, one below the other, each
// filled up to `height`; columns from `column` on. The basis begins at direction `start`.
template <class T>
struct Stack {
  const Matrix<T>& triangle;
  const Matrix<T>& basis;
  Index start, column, row, rows, height;

  Index columns() const { return start + basis.rows() - column; }
  void fill(Matrix<T>& out) const {
    const Index k = basis.cols();
    out.resize(k * height, columns());
    for (Index c = 0; c < columns(); ++c)
      for (Index b = 0; b < k; ++b) {
        auto part = out.col(c).segment(b * height, height);
        part.head(rows) =
            triangle.col(column + c).segment(row, rows) * basis(column + c - start, b);
        part.tail(height - rows).setZero();
      }
  }
};

Index padded(Index rows) { return (rows + norm_lanes - 1) / norm_lanes * norm_lanes; }

}  // namespace

template <class T>
FoldScorer<T> make_scorer(const RowRange& test, Index n_train, const VectorD& eigenvalues,
                          MatrixD whitened_test, const std::vector<double>& alphas) {
  const double share = static_cast<double>(test.size) / static_cast<double>(n_train);
  const MatrixD curves = shrinkage(eigenvalues, alphas);
  const VectorD weight = whitened_test.colwise().norm().transpose();
  const SplitBasis split = split_basis(curves, weight, kCurveTolerance<T> * std::sqrt(share),
                                       std::min(whitened_test.rows(), whitened_test.cols()));

  FoldScorer<T> out;
  out.test = test;
  out.n_train = n_train;
  out.triangle = triangular_factor(std::move(whitened_test)).cast<T>();
  out.curves = curves.cast<T>();
  out.head = split.head;
  out.first = split.first.basis.cast<T>();
  out.second = split.second.basis.cast<T>();
  if (split.head > 0) {
    MatrixD all(split.first.mix.rows() + split.second.mix.rows(), curves.cols());
    all << split.first.mix, split.second.mix;
    out.mix = pairwise(all).cast<T>();
  }
  if (split.head > 0 || split.second.basis.cols() < curves.cols())
    out.mix_below = pairwise(split.second.mix).cast<T>();
  return out;
}

// Rows of R in which both groups of directions have a share.
template <class T>
void CrossValidation<T>::add_head(const FoldScorer<T>& scorer, const Matrix<T>& z) {
  const Index k1 = scorer.first.cols(), k = k1 + scorer.second.cols();
  for (Index row = 0; row < scorer.head; row += kHeadRows) {
    const Index rows = std::min(kHeadRows, scorer.head - row), height = padded(rows);
    products_.resize(k * height, z.cols());
    const Stack<T> own{scorer.triangle, scorer.first, 0, row, row, rows, height};
    own.fill(stacked_);
    multiply<T>(stacked_, false, z.middleRows(row, own.columns()), products_.topRows(k1 * height));
    const Stack<T> other{scorer.triangle, scorer.second, scorer.head, scorer.head, row, rows,
                         height};
    other.fill(stacked_);
    multiply<T>(stacked_, false, z.bottomRows(other.columns()),
                products_.bottomRows((k - k1) * height));
    add_inner_products(products_.data(), k, height, z.cols(), sums_.data());
  }
}

// Rows of R below, in which the first group has none: R is triangular.
template <class T>
void CrossValidation<T>::add_below(const FoldScorer<T>& scorer, const Matrix<T>& z) {
  const Index k = scorer.second.cols();
  for (Index row = scorer.head; row < scorer.triangle.rows(); row += row_block(k)) {
    const Index rows = std::min(row_block(k), scorer.triangle.rows() - row), height = padded(rows);
    products_.resize(k * height, z.cols());
    const Stack<T> stack{scorer.triangle, scorer.second, scorer.head, row, row, rows, height};
    stack.fill(stacked_);
    multiply<T>(stacked_, false, z.bottomRows(stack.columns()), products_);
    if (scorer.mix_below.size() > 0)
      add_inner_products(products_.data(), k, height, z.cols(), sums_below_.data());
    else add_squared_norms(products_.data(), k, height, z.cols(), sums_below_.data());
  }
}

template <class T>
void CrossValidation<T>::add_scores(const FoldScorer<T>& scorer, Index fold, Rotated<T>& rotated,
                                    const FoldMoments& moments, bool intercept,
                                    Eigen::Ref<MatrixD> scores) {
  const Index targets = rotated.z.cols();
  sums_.setZero(scorer.mix.cols(), targets);
  sums_below_.setZero(scorer.mix_below.size() > 0 ? scorer.mix_below.cols() : scorer.second.cols(),
                      targets);
  add_head(scorer, rotated.z);
  add_below(scorer, rotated.z);
  norms_.resize(scorer.curves.cols(), targets);
  if (scorer.mix_below.size() > 0) multiply<T>(scorer.mix_below, false, sums_below_, norms_);
  else norms_.swap(sums_below_);
  if (scorer.head > 0) norms_.noalias() += scorer.mix * sums_;

  rotated.q.array() *= rotated.z.array();
  dots_.resize(scorer.curves.cols(), targets);
  multiply<T>(scorer.curves, true, rotated.q, dots_);
  for (Index t = 0; t < targets; ++t) {
    const double variance = moments.variance(fold, t);
    if (!(variance > 0)) continue;  // R² 0, as himalaya counts a constant test run
    scores.col(t).array() += 1 - (about_mean(scorer, fold, moments, intercept, t) -
                                  2 * dots_.col(t).template cast<double>().array() +
                                  norms_.col(t).template cast<double>().array()) /
                                     variance;
  }
}

template FoldScorer<float> make_scorer(const RowRange&, Index, const VectorD&, MatrixD,
                                       const std::vector<double>&);
template FoldScorer<double> make_scorer(const RowRange&, Index, const VectorD&, MatrixD,
                                        const std::vector<double>&);
template class CrossValidation<float>;
template class CrossValidation<double>;

}  // namespace linear
