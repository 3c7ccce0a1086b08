#include "curves.hpp"

#include <Eigen/SVD>

namespace linear {

MatrixD shrinkage(const VectorD& eigenvalues, const std::vector<double>& alphas) {
  MatrixD out(eigenvalues.size(), static_cast<Index>(alphas.size()));
  for (Index a = 0; a < out.cols(); ++a)
    out.col(a) =
        eigenvalues.array() / (eigenvalues.array() + alphas[static_cast<std::size_t>(a)]);
  return out;
}

CurveBasis short_basis(const MatrixD& curves, const VectorD& weight, double tolerance) {
  const Index penalties = curves.cols();
  const CurveBasis whole{curves, {}};
  if (penalties < 4 || curves.rows() == 0) return whole;

  const MatrixD weighted = weight.asDiagonal() * curves;
  const Eigen::BDCSVD<MatrixD> svd(weighted, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const MatrixD& u = svd.matrixU();
  const MatrixD scaled_v = svd.singularValues().asDiagonal() * svd.matrixV().transpose();

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

}  // namespace linear
