// tests/plugins/regression/direct_ridge.hpp: ridge regression written down as in a textbook.
//
// Float64, one Cholesky solve for each fold and penalty, test rows predicted one by one: slow, and
// shares no idea with the plugin.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace encore::testing {

struct DirectRidge {
  Eigen::VectorXd alpha, cv_score, intercept;
  Eigen::MatrixXd weights;  // columns x targets
  Eigen::MatrixXd scores;   // penalties x targets: mean over folds
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

// R² of each target on the rows of one fold, 0 where the fold is constant.
inline Eigen::VectorXd fold_scores(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                   const std::vector<std::int32_t>& groups, std::int32_t fold,
                                   double alpha, bool intercept) {
  std::vector<Eigen::Index> train, test;
  for (std::size_t i = 0; i < groups.size(); ++i)
    (groups[i] == fold ? test : train).push_back(static_cast<Eigen::Index>(i));
  const DirectFit fit = direct_fit(x(train, Eigen::all), y(train, Eigen::all), alpha, intercept);
  const Eigen::MatrixXd truth = y(test, Eigen::all);
  const Eigen::MatrixXd xt = x(test, Eigen::all);
  const Eigen::MatrixXd predicted =
      ((xt.rowwise() - fit.x_mean) * fit.weights).rowwise() + fit.y_mean;
  Eigen::VectorXd r2(y.cols());
  for (Eigen::Index t = 0; t < y.cols(); ++t) {
    const double error = (truth.col(t) - predicted.col(t)).squaredNorm();
    const double about_mean = (truth.col(t).array() - truth.col(t).mean()).square().sum();
    r2(t) = truth.col(t).minCoeff() == truth.col(t).maxCoeff() ? 0 : 1 - error / about_mean;
  }
  return r2;
}

// `alphas` ascending.
inline DirectRidge direct_ridge(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                const std::vector<std::int32_t>& groups,
                                const std::vector<double>& alphas, bool intercept = true) {
  const std::set<std::int32_t> folds(groups.begin(), groups.end());
  DirectRidge out;
  out.scores = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(alphas.size()), y.cols());
  for (std::size_t a = 0; a < alphas.size(); ++a) {
    for (const auto fold : folds)
      out.scores.row(static_cast<Eigen::Index>(a)) +=
          fold_scores(x, y, groups, fold, alphas[a], intercept).transpose();
  }
  out.scores /= static_cast<double>(folds.size());

  out.alpha.resize(y.cols());
  out.cv_score.resize(y.cols());
  out.intercept.resize(y.cols());
  out.weights.resize(x.cols(), y.cols());
  for (Eigen::Index t = 0; t < y.cols(); ++t) {
    Eigen::Index best = 0;
    const auto rank = [&](Eigen::Index a) {
      return out.scores(a, t) + 1e-10 * std::log(alphas[static_cast<std::size_t>(a)]);
    };
    for (Eigen::Index a = 1; a < out.scores.rows(); ++a)
      if (rank(a) > rank(best)) best = a;
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
