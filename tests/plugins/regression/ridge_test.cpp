// encore.ridge against ridge regression as in a textbook.
#include <gtest/gtest.h>

#include "abi_host.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

struct Case {
  std::string name;
  Shape shape;
  std::string solver, precision;
  bool intercept = true;
  double tolerance = 1e-6;
};

class RidgeAgrees : public ::testing::TestWithParam<Case> {};

double relative_difference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return (a - b).norm() / b.norm();
}

TEST_P(RidgeAgrees, WithClosedForm) {
  const Case& c = GetParam();
  const Problem p = make_problem(c.shape, 11);
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                      {{"alphas", p.alphas},
                       {"intercept", c.intercept},
                       {"solver", c.solver},
                       {"precision", c.precision}});
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas, c.intercept);

  EXPECT_EQ(ridge.meta().at("solver"), c.solver);
  EXPECT_EQ(ridge.meta().at("precision"), c.precision);
  const Eigen::MatrixXd alpha = ridge.inspect("alpha");
  ASSERT_EQ(alpha.rows(), 2);
  for (Eigen::Index t = 0; t < p.y.cols(); ++t) {
    EXPECT_DOUBLE_EQ(alpha(0, t), direct.alpha(t)) << "target " << t;
    EXPECT_DOUBLE_EQ(alpha(1, t), direct.alpha(t)) << "target " << t;
  }
  EXPECT_LT((ridge.inspect("cv_score").row(0).transpose() - direct.cv_score).cwiseAbs().maxCoeff(),
            c.tolerance);
  EXPECT_LT(relative_difference(ridge.inspect("weights"), direct.weights), c.tolerance);

  const Eigen::MatrixXd expected =
      (p.x_new.cast<double>() * direct.weights).rowwise() + direct.intercept.transpose();
  EXPECT_LT(relative_difference(ridge.predict(view(p.x_new)), expected), c.tolerance);
  const Eigen::MatrixXd shares =
      (ridge.predict_band(view(p.x_new), 0) + ridge.predict_band(view(p.x_new), 1)).rowwise() +
      Eigen::RowVectorXd(ridge.inspect("intercept").row(0));
  EXPECT_LT(relative_difference(shares, expected), 10 * c.tolerance);
}

std::vector<Case> cases() {
  const Shape tall{.rows = 90, .columns = 12, .targets = 15, .runs = 5};
  const Shape wide{.rows = 40, .columns = 70, .targets = 15, .runs = 4};
  const Shape square{.rows = 48, .columns = 48, .targets = 8, .runs = 3};
  const Shape steep{.rows = 120, .columns = 30, .targets = 20, .runs = 6, .decay = 1e-2};
  const Shape scattered{.rows = 91, .columns = 12, .targets = 15, .runs = 5, .scattered = true};
  const Shape larger{.rows = 400, .columns = 160, .targets = 130, .runs = 4, .decay = 1e-1};
  std::vector<Case> out;
  const auto add = [&](const char* name, const Shape& shape, bool intercept = true) {
    for (const char* solver : {"primal", "dual"})
      for (const char* precision : {"float64", "float32"}) {
        const double tolerance = std::string(precision) == "float64" ? 1e-7 : 1e-5;
        out.push_back({std::string(name) + "_" + solver + "_" + precision, shape, solver, precision,
                       intercept, tolerance});
      }
  };
  add("tall", tall);
  add("wide", wide);
  add("square", square);
  add("steep", steep);
  add("scattered", scattered);
  add("larger", larger);
  Shape plain = tall;
  plain.mean = 0;
  add("tall_through_origin", plain, false);
  plain = wide;
  plain.mean = 0;
  add("wide_through_origin", plain, false);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Shapes, RidgeAgrees, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace encore::testing
