// tests/plugins/regression/direct_kernel_ridge.hpp: kernel ridge regression as a linear system.
//
// Kernels are written out value by value. The intercept is an unknown of the system
//   [K + alpha I, 1; 1', 0] [d; b] = [y; 0],
// so that no kernel is ever centred.
#pragma once

#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>
#include <string>
#include <vector>

#include "direct_cv.hpp"

namespace encore::testing {

struct DirectKernel {
  std::string name;
  double gamma = 1;
  int degree = 3;
  double coef0 = 1;

  double of(const Eigen::RowVectorXd& x, const Eigen::RowVectorXd& y) const {
    if (name == "polynomial") return std::pow(gamma * x.dot(y) + coef0, degree);
    if (name == "rbf") return std::exp(-gamma * (x - y).squaredNorm());
    if (name == "cosine") return x.dot(y) == 0 ? 0 : x.dot(y) / (x.norm() * y.norm());
    return x.dot(y);
  }
  Eigen::MatrixXd between(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const {
    Eigen::MatrixXd k(a.rows(), b.rows());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
      for (Eigen::Index j = 0; j < b.rows(); ++j) k(i, j) = of(a.row(i), b.row(j));
    return k;
  }
};

struct DirectKernelFit {
  Eigen::MatrixXd dual;  // training rows x targets
  Eigen::RowVectorXd intercept;
};

inline DirectKernelFit direct_kernel_fit(Eigen::MatrixXd k, const Eigen::MatrixXd& y, double alpha,
                                         bool intercept) {
  const Eigen::Index n = y.rows(), extra = intercept ? 1 : 0;
  k.diagonal().array() += alpha;
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + extra, n + extra);
  Eigen::MatrixXd right = Eigen::MatrixXd::Zero(n + extra, y.cols());
  system.topLeftCorner(n, n) = k;
  right.topRows(n) = y;
  if (intercept) {
    system.col(n).head(n).setOnes();
    system.row(n).head(n).setOnes();
  }
  const Eigen::MatrixXd solved = system.fullPivLu().solve(right);
  Eigen::RowVectorXd b = Eigen::RowVectorXd::Zero(y.cols());
  if (intercept) b = solved.row(n);
  return {solved.topRows(n), b};
}

struct DirectKernelRidge {
  Eigen::VectorXd alpha, cv_score, intercept;
  Eigen::MatrixXd dual;                // training rows x targets
  Eigen::MatrixXd predicted;           // of x_new
  Eigen::MatrixXd scores;              // penalties x targets: mean over folds
  std::vector<Eigen::MatrixXd> folds;  // the same of each fold
};

// `alphas` ascending.
inline DirectKernelRidge direct_kernel_ridge(const DirectKernel& kernel, const Eigen::MatrixXd& x,
                                             const Eigen::MatrixXd& y,
                                             const std::vector<std::int32_t>& groups,
                                             const std::vector<double>& alphas,
                                             const Eigen::MatrixXd& x_new, bool intercept = true) {
  DirectKernelRidge out;
  out.folds = direct_fold_scores(
      x, y, groups, alphas,
      [&](const auto& x_train, const auto& y_train, const auto& x_test,
          double alpha) -> Eigen::MatrixXd {
        const auto fit =
            direct_kernel_fit(kernel.between(x_train, x_train), y_train, alpha, intercept);
        return (kernel.between(x_test, x_train) * fit.dual).rowwise() + fit.intercept;
      });
  out.scores = mean_of(out.folds);
  const Eigen::MatrixXd k = kernel.between(x, x), k_new = kernel.between(x_new, x);
  out.alpha.resize(y.cols());
  out.cv_score.resize(y.cols());
  out.intercept.resize(y.cols());
  out.dual.resize(x.rows(), y.cols());
  out.predicted.resize(x_new.rows(), y.cols());
  for (Eigen::Index t = 0; t < y.cols(); ++t) {
    const Eigen::Index best = best_choice(out.scores, t, alphas);
    out.alpha(t) = alphas[static_cast<std::size_t>(best)];
    out.cv_score(t) = out.scores(best, t);
    const auto fit = direct_kernel_fit(k, y.col(t), out.alpha(t), intercept);
    out.dual.col(t) = fit.dual;
    out.intercept(t) = fit.intercept(0);
    out.predicted.col(t) = (k_new * fit.dual).array() + fit.intercept(0);
  }
  return out;
}

}  // namespace encore::testing
