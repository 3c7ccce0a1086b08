// tests/plugins/regression/direct_cv.hpp: leaving runs out and choosing a penalty, as defined.
//
// Float64, every fold and penalty fitted on its own and its test rows predicted: slow, and shares
// no idea with the plugins.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace encore::testing {

// R² of each target, 0 where it is constant.
inline Eigen::VectorXd r_squared(const Eigen::MatrixXd& truth, const Eigen::MatrixXd& predicted) {
  Eigen::VectorXd r2(truth.cols());
  for (Eigen::Index t = 0; t < truth.cols(); ++t) {
    const double error = (truth.col(t) - predicted.col(t)).squaredNorm();
    const double about_mean = (truth.col(t).array() - truth.col(t).mean()).square().sum();
    r2(t) = truth.col(t).minCoeff() == truth.col(t).maxCoeff() ? 0 : 1 - error / about_mean;
  }
  return r2;
}

// One matrix a fold, penalties x targets. `predict(x_train, y_train, x_test, alpha)` gives test
// rows x targets.
template <class Predict>
std::vector<Eigen::MatrixXd> direct_fold_scores(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                                const std::vector<std::int32_t>& groups,
                                                const std::vector<double>& alphas,
                                                Predict&& predict) {
  std::vector<Eigen::MatrixXd> out;
  for (const auto fold : std::set<std::int32_t>(groups.begin(), groups.end())) {
    std::vector<Eigen::Index> train, test;
    for (std::size_t i = 0; i < groups.size(); ++i)
      (groups[i] == fold ? test : train).push_back(static_cast<Eigen::Index>(i));
    const Eigen::MatrixXd x_train = x(train, Eigen::all), y_train = y(train, Eigen::all);
    const Eigen::MatrixXd x_test = x(test, Eigen::all), y_test = y(test, Eigen::all);
    Eigen::MatrixXd scores(static_cast<Eigen::Index>(alphas.size()), y.cols());
    for (Eigen::Index a = 0; a < scores.rows(); ++a)
      scores.row(a) =
          r_squared(y_test, predict(x_train, y_train, x_test, alphas[static_cast<std::size_t>(a)]))
              .transpose();
    out.push_back(scores);
  }
  return out;
}

inline Eigen::MatrixXd mean_of(const std::vector<Eigen::MatrixXd>& folds) {
  Eigen::MatrixXd sum = folds.front();
  for (std::size_t f = 1; f < folds.size(); ++f) sum += folds[f];
  return sum / static_cast<double>(folds.size());
}

// The penalty (its place on the grid) with the highest mean score; the larger of equal ones.
inline Eigen::Index best_choice(const Eigen::MatrixXd& scores, Eigen::Index target,
                                const std::vector<double>& alphas) {
  Eigen::Index best = 0;
  const auto rank = [&](Eigen::Index a) {
    return scores(a, target) + 1e-10 * std::log(alphas[static_cast<std::size_t>(a)]);
  };
  for (Eigen::Index a = 1; a < scores.rows(); ++a)
    if (rank(a) > rank(best)) best = a;
  return best;
}

// The largest penalty whose mean score is within one standard error of the best.
inline Eigen::Index conservative_choice(const std::vector<Eigen::MatrixXd>& folds,
                                        Eigen::Index target, const std::vector<double>& alphas) {
  const Eigen::MatrixXd means = mean_of(folds);
  const Eigen::Index best = best_choice(means, target, alphas);
  Eigen::VectorXd at_best(static_cast<Eigen::Index>(folds.size()));
  for (Eigen::Index f = 0; f < at_best.size(); ++f)
    at_best(f) = folds[static_cast<std::size_t>(f)](best, target);
  const auto n = static_cast<double>(folds.size());
  const double error =
      std::sqrt((at_best.array() - at_best.mean()).square().sum() / (n - 1)) / std::sqrt(n);
  Eigen::Index chosen = best;
  for (Eigen::Index a = 0; a < means.rows(); ++a)
    if (means(a, target) >= means(best, target) - error) chosen = a;
  return std::max(chosen, best);
}

}  // namespace encore::testing
