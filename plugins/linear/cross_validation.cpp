#include "cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "threads.hpp"

namespace linear {
namespace {

// Rows of R that are multiplied at once. The triangle is cut into steps; short ones waste least
// above the diagonal, and about 640 rows of the stack are what BLAS wants.
Index row_block(Index k) { return std::clamp<Index>(640 / k / norm_lanes, 2, 16) * norm_lanes; }

// Error of a short basis, relative to the response's own length on the test rows.
template <class T>
constexpr double kCurveTolerance = std::is_same_v<T, float> ? 5e-7 : 1e-12;

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

}  // namespace

template <class T>
FoldScorer<T> make_scorer(const RowRange& test, Index n_train, const VectorD& eigenvalues,
                          MatrixD whitened_test, const std::vector<double>& alphas) {
  const double share = static_cast<double>(test.size) / static_cast<double>(n_train);
  const MatrixD curves = shrinkage(eigenvalues, alphas);
  const VectorD weight = whitened_test.colwise().norm().transpose();
  const CurveBasis basis = short_basis(curves, weight, kCurveTolerance<T> * std::sqrt(share));

  FoldScorer<T> out;
  out.test = test;
  out.n_train = n_train;
  out.triangle = triangular_factor(std::move(whitened_test)).cast<T>();
  out.curves = curves.cast<T>();
  out.basis = basis.basis.cast<T>();
  if (basis.mix.size() > 0) out.pair_mix = pairwise(basis.mix).cast<T>();
  return out;
}

template <class T>
void CrossValidation<T>::add_row_block(const FoldScorer<T>& scorer, Index first,
                                       const Matrix<T>& z, unsigned threads) {
  const Index k = scorer.basis.cols();
  const Index rows = std::min(row_block(k), scorer.triangle.rows() - first);
  const Index height = (rows + norm_lanes - 1) / norm_lanes * norm_lanes;
  const Index directions = z.rows() - first;  // R is 0 before column `first`

  stacked_.resize(k * height, directions);
  for_columns(threads, directions, [&](Index begin, Index end) {
    for (Index c = begin; c < end; ++c)
      for (Index b = 0; b < k; ++b) {
        auto part = stacked_.col(c).segment(b * height, height);
        part.head(rows) =
            scorer.triangle.col(first + c).segment(first, rows) * scorer.basis(first + c, b);
        part.tail(height - rows).setZero();
      }
  });
  products_.resize(k * height, z.cols());
  products_.noalias() = stacked_ * z.bottomRows(directions);
  for_columns(threads, z.cols(), [&](Index begin, Index end) {
    const T* from = products_.col(begin).data();
    T* to = sums_.col(begin).data();
    if (scorer.pair_mix.size() > 0) add_inner_products(from, k, height, end - begin, to);
    else add_squared_norms(from, k, height, end - begin, to);
  });
}

template <class T>
void CrossValidation<T>::add_scores(const FoldScorer<T>& scorer, Index fold, Rotated<T>& rotated,
                                    const FoldMoments& moments, bool intercept, unsigned threads,
                                    Eigen::Ref<MatrixD> scores) {
  const Index k = scorer.basis.cols(), targets = rotated.z.cols();
  const bool mixed = scorer.pair_mix.size() > 0;
  sums_.setZero(mixed ? pair_count(k) : k, targets);
  for (Index first = 0; first < scorer.triangle.rows(); first += row_block(k))
    add_row_block(scorer, first, rotated.z, threads);
  norms_.resize(scorer.curves.cols(), targets);
  if (mixed) norms_.noalias() = scorer.pair_mix * sums_;
  else norms_.swap(sums_);

  for_columns(threads, targets, [&](Index begin, Index end) {
    const Index n = end - begin;
    rotated.q.middleCols(begin, n).array() *= rotated.z.middleCols(begin, n).array();
  });
  dots_.resize(scorer.curves.cols(), targets);
  dots_.noalias() = scorer.curves.transpose() * rotated.q;

  const auto n_test = static_cast<double>(scorer.test.size);
  const auto n_train = static_cast<double>(scorer.n_train);
  for (Index t = 0; t < targets; ++t) {
    const double variance = moments.variance(fold, t);
    if (!(variance > 0)) continue;  // R² 0, as himalaya counts a constant test run
    const double sum = moments.sum(fold, t);
    const double mean = intercept ? -sum / n_train : 0;  // of the training rows
    const double about_mean = moments.squares(fold, t) - 2 * mean * sum + n_test * mean * mean;
    scores.col(t).array() += 1 - (about_mean - 2 * dots_.col(t).template cast<double>().array() +
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
