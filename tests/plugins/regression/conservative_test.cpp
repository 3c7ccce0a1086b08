// choose: conservative, against the definition on scores of every fold.
#include <gtest/gtest.h>

#include <string>

#include "abi_host.hpp"
#include "direct_kernel_ridge.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

void expect_conservative(AbiRegression& model, const Problem& p, const std::vector<MatrixD>& folds,
                         double tolerance) {
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  const MatrixD means = mean_of(folds), alpha = model.inspect("alpha");
  const MatrixD score = model.inspect("cv_score");
  int larger = 0;
  for (Eigen::Index t = 0; t < p.y.cols(); ++t) {
    const Eigen::Index chosen = conservative_choice(folds, t, p.alphas);
    EXPECT_EQ(alpha(0, t), p.alphas[static_cast<std::size_t>(chosen)]) << "target " << t;
    EXPECT_NEAR(score(0, t), means(chosen, t), tolerance) << "target " << t;
    if (chosen > best_choice(means, t, p.alphas)) ++larger;
  }
  EXPECT_GT(larger, 0);  // else the choice was not put to the test
}

TEST(Conservative, RidgeTakesTheLargestPenaltyWithinOneStandardError) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    Problem p = make_problem({.rows = 80, .columns = 20, .targets = 30, .runs = 5}, seed);
    p.alphas = log_grid(-1, 6, 29);
    const DirectRidge direct =
        direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);
    for (const char* solver : {"primal", "dual"})
      for (const char* precision : {"float64", "float32"}) {
        SCOPED_TRACE(std::string(solver) + " " + precision + " " + std::to_string(seed));
        AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                            {{"alphas", p.alphas},
                             {"solver", std::string(solver)},
                             {"precision", std::string(precision)},
                             {"choose", std::string("conservative")}},
                            3);
        expect_conservative(ridge, p, direct.folds, 2e-5);
      }
  }
}

TEST(Conservative, KernelRidgeToo) {
  Problem p = make_problem({.rows = 60, .columns = 8, .targets = 12, .runs = 4, .mean = 0}, 4);
  p.alphas = log_grid(-2, 4, 13);
  const DirectKernel rbf{.name = "rbf", .gamma = 0.05};
  const auto direct = direct_kernel_ridge(rbf, p.x.cast<double>(), p.y.cast<double>(), p.groups,
                                          p.alphas, p.x_new.cast<double>());
  AbiRegression model(ENCORE_KERNEL_RIDGE_PLUGIN, "encore.kernel-ridge",
                      {{"alphas", p.alphas},
                       {"kernel", rbf.name},
                       {"gamma", rbf.gamma},
                       {"choose", std::string("conservative")}});
  expect_conservative(model, p, direct.folds, 1e-8);
}

TEST(Conservative, FoldsThatAgreeLeaveTheBest) {
  Problem p = make_problem({.rows = 40, .columns = 4, .targets = 5, .runs = 2}, 4);
  p.x.bottomRows(20) = p.x.topRows(20);  // both runs alike: the standard error is 0
  p.y.bottomRows(20) = p.y.topRows(20);
  MatrixD alpha[2];
  for (const int i : {0, 1}) {
    AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                        {{"alphas", p.alphas},
                         {"solver", std::string("dual")},
                         {"choose", std::string(i == 0 ? "best" : "conservative")}});
    ridge.prepare(view(p.x), p.groups, p.bands);
    ridge.fit(p.y);
    alpha[i] = ridge.inspect("alpha");
  }
  EXPECT_EQ(alpha[0], alpha[1]);
}

}  // namespace
}  // namespace encore::testing
