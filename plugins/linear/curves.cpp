#include "curves.hpp"

#include <algorithm>

namespace linear {

MatrixD shrinkage(const VectorD& eigenvalues, const std::vector<double>& alphas) {
  MatrixD out(eigenvalues.size(), static_cast<Index>(alphas.size()));
  for (Index a = 0; a < out.cols(); ++a)
    out.col(a) = eigenvalues.array() / (eigenvalues.array() + alphas[static_cast<std::size_t>(a)]);
  return out;
}

CurveBasis short_basis(const MatrixD& curves, const VectorD& weight, double tolerance) {
  const Index penalties = curves.cols();
  const CurveBasis whole{curves, MatrixD::Identity(penalties, penalties)};
  if (penalties < 4 || curves.rows() == 0) return whole;

  const MatrixD weighted = weight.asDiagonal() * curves;
  const ThinSvd svd = thin_svd(weighted);
  const MatrixD& u = svd.u;
  const MatrixD scaled_v = svd.values.asDiagonal() * svd.v_turned;

  MatrixD rest = weighted;
  Index k = 0;
  while (k < u.cols() && rest.cwiseAbs().maxCoeff() > tolerance) {
    rest.noalias() -= u.col(k) * scaled_v.row(k);
    ++k;
  }
  // Mixing costs products of its own, which few curves less do not repay.
  if (4 * k > 3 * penalties) return whole;
  const VectorD inverse = weight.cwiseMax(1e-300).cwiseInverse();
  return {inverse.asDiagonal() * u.leftCols(k), scaled_v.topRows(k)};
}

namespace {

// Operations for a target: products of the triangle, and the inner products of predictions, which
// run at about a quarter of the speed.
double scoring_cost(const SplitBasis& s, Index directions, Index rows) {
  const auto h = static_cast<double>(std::min(s.head, rows)), m = static_cast<double>(rows);
  const auto head = static_cast<double>(s.head), tail = static_cast<double>(directions) - head;
  const auto a = static_cast<double>(s.first.basis.cols());
  const auto b = static_cast<double>(s.second.basis.cols());
  const double products = a * (2 * h * head - h * h) + b * (2 * m * tail - (m - h) * (m - h));
  const double pairs = (a + b) * (a + b + 1) / 2 * h + b * (b + 1) / 2 * (m - h);
  return products + 8 * pairs;
}

}  // namespace

SplitBasis split_basis(const MatrixD& curves, const VectorD& weight, double tolerance, Index rows) {
  const Index directions = curves.rows();
  SplitBasis best{0, {}, short_basis(curves, weight, tolerance)};
  if (best.second.basis.cols() < 8) return best;
  for (const Index share : {16, 8, 4, 2}) {
    const Index head = directions / share / 8 * 8, tail = directions - head;
    if (head == 0 || head >= rows) continue;
    const SplitBasis split{head, short_basis(curves.topRows(head), weight.head(head), tolerance),
                           short_basis(curves.bottomRows(tail), weight.tail(tail), tolerance)};
    if (scoring_cost(split, directions, rows) < scoring_cost(best, directions, rows)) best = split;
  }
  return best;
}

}  // namespace linear
