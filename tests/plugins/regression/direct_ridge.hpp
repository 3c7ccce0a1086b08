// tests/plugins/regression/direct_ridge.hpp: ridge regression written down as in a textbook.
//
// Float64, one Cholesky solve for each fold and penalty, test rows predicted one by one: slow, and
// shares no idea with the plugin.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "direct_cv.hpp"

namespace encore::testing {

struct DirectRidge {
  Eigen::VectorXd alpha, cv_score, intercept;
  Eigen::MatrixXd weights;             // columns x targets
  Eigen::MatrixXd scores;              // penalties x targets: mean over folds
  std::vector<Eigen::MatrixXd> folds;  // the same of each fold
};

struct DirectFit {
  Eigen::MatrixXd weights;
  Eigen::RowVectorXd x_mean, y_mean;
};

inline DirectFit direct_fit(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double alpha,
                            bool intercept) {
  DirectFit out;
  out.x_mean = Eigen::RowVectorXd::Zero(x.cols());
  out.y_mean = Eigen::RowVectorXd::Zero(y.cols());
  if (intercept) {
    out.x_mean = x.colwise().mean();
    out.y_mean = y.colwise().mean();
  }
  const Eigen::MatrixXd xc = x.rowwise() - out.x_mean, yc = y.rowwise() - out.y_mean;
  if (x.cols() <= x.rows()) {
    Eigen::MatrixXd a = xc.transpose() * xc;
    a.diagonal().array() += alpha;
    out.weights = a.llt().solve(xc.transpose() * yc);
  } else {
    Eigen::MatrixXd a = xc * xc.transpose();
    a.diagonal().array() += alpha;
    out.weights = xc.transpose() * a.llt().solve(yc);
  }
  return out;
}

// `alphas` ascending.
inline DirectRidge direct_ridge(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                const std::vector<std::int32_t>& groups,
                                const std::vector<double>& alphas, bool intercept = true) {
  DirectRidge out;
  out.folds = direct_fold_scores(
      x, y, groups, alphas,
      [&](const auto& x_train, const auto& y_train, const auto& x_test,
          double alpha) -> Eigen::MatrixXd {
        const DirectFit fit = direct_fit(x_train, y_train, alpha, intercept);
        return ((x_test.rowwise() - fit.x_mean) * fit.weights).rowwise() + fit.y_mean;
      });
  out.scores = mean_of(out.folds);

  out.alpha.resize(y.cols());
  out.cv_score.resize(y.cols());
  out.intercept.resize(y.cols());
  out.weights.resize(x.cols(), y.cols());
  for (Eigen::Index t = 0; t < y.cols(); ++t) {
    const Eigen::Index best = best_choice(out.scores, t, alphas);
    out.alpha(t) = alphas[static_cast<std::size_t>(best)];
    out.cv_score(t) = out.scores(best, t);
  }
  for (const double alpha : alphas) {
    std::vector<Eigen::Index> chosen;
    for (Eigen::Index t = 0; t < y.cols(); ++t)
      if (out.alpha(t) == alpha) chosen.push_back(t);
    if (chosen.empty()) continue;
    const DirectFit fit = direct_fit(x, y(Eigen::all, chosen), alpha, intercept);
    out.weights(Eigen::all, chosen) = fit.weights;
    out.intercept(chosen) = (fit.y_mean - fit.x_mean * fit.weights).transpose();
  }
  return out;
}

}  // namespace encore::testing
