// Every way through encore.ridge on random shapes: the same answer.
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "abi_host.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

// A best penalty may differ only where two penalties score alike.
void expect_same_choice(const DirectRidge& direct, const std::vector<double>& alphas,
                        const MatrixD& alpha, const MatrixD& score, double tolerance) {
  for (Eigen::Index t = 0; t < alpha.cols(); ++t) {
    const auto at = std::lower_bound(alphas.begin(), alphas.end(), alpha(0, t));
    ASSERT_TRUE(at != alphas.end() && *at == alpha(0, t));
    const double same = direct.scores(at - alphas.begin(), t);
    EXPECT_LT(std::abs(same - direct.cv_score(t)), tolerance) << "target " << t;
    EXPECT_LT(std::abs(score(0, t) - direct.cv_score(t)), tolerance) << "target " << t;
  }
}

// What the penalty that a target took makes of it, solved directly.
struct DirectTarget {
  Eigen::VectorXd weights, predicted;  // of columns; of x_new
  double intercept = 0, condition = 1;
};
DirectTarget direct_target(const Problem& p, const MatrixD& x, Eigen::Index target, double alpha) {
  const MatrixD y = p.y.col(target).cast<double>();
  const DirectFit fit = direct_fit(x, y, alpha, true);
  const MatrixD centred = x.rowwise() - fit.x_mean;
  const Eigen::VectorXd s = centred.jacobiSvd().singularValues();
  const double smallest = x.cols() < x.rows() ? std::pow(s(s.size() - 1), 2) : 0;
  DirectTarget out;
  out.weights = fit.weights;
  out.intercept = fit.y_mean(0) - fit.x_mean.dot(fit.weights.col(0));
  out.predicted = (p.x_new.cast<double>() * fit.weights).col(0).array() + out.intercept;
  out.condition = (s(0) * s(0) + alpha) / (smallest + alpha);
  return out;
}

// Weights and predictions (about the target's mean) of the penalties that were chosen, to
// `tolerance` of their norm, or to `unit` of the condition number where that is more. Returns the
// number of targets that were held to `tolerance`.
int expect_same_fit(const Problem& p, const MatrixD& alpha, const MatrixD& weights,
                    const MatrixD& intercept, const MatrixD& predicted, double tolerance,
                    double unit) {
  const MatrixD x = p.x.cast<double>();
  int strict = 0;
  for (Eigen::Index t = 0; t < p.y.cols(); ++t) {
    const DirectTarget direct = direct_target(p, x, t, alpha(0, t));
    const double mean = p.y.col(t).cast<double>().mean();
    const double allowed = std::max(tolerance, unit * direct.condition);
    strict += allowed == tolerance;
    EXPECT_LE((weights.col(t) - direct.weights).norm(), allowed * direct.weights.norm())
        << "target " << t << ", condition " << direct.condition;
    const double size = (direct.predicted.array() - mean).matrix().norm();
    // Absolute predictions are rounded beside the mean as well, and the mean beside the target.
    const double rounding = tolerance * std::abs(mean) + unit * p.y.col(t).cast<double>().norm();
    EXPECT_LE((predicted.col(t) - direct.predicted).norm(), allowed * size + rounding)
        << "target " << t << ", condition " << direct.condition;
    EXPECT_LE(std::abs(intercept(0, t) - direct.intercept),
              allowed * (std::abs(direct.intercept) + size) + rounding);
  }
  return strict;
}

class RandomShapes : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomShapes, EveryPathAgreesWithClosedForm) {
  std::mt19937 engine(GetParam());
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(engine);
  };
  Shape shape;
  shape.runs = between(2, 7);
  shape.rows = between(4 * shape.runs, 120);
  shape.columns = between(1, 90);
  shape.targets = between(1, 25);
  shape.decay = std::pow(10.0, -between(0, 2));
  shape.scattered = between(0, 1) == 1;
  Problem p = make_problem(shape, GetParam());
  p.alphas = log_grid(-1, 7, between(1, 60));  // long grids take the short basis
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);

  for (const char* solver : {"primal", "dual"})
    for (const char* precision : {"float64", "float32"})
      for (const unsigned threads : {1u, 3u}) {
        SCOPED_TRACE(std::string(solver) + " " + precision + " " + std::to_string(threads));
        const bool is_double = std::string(precision) == "float64";
        const double tolerance = is_double ? 1e-8 : 1e-5;
        AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                            {{"alphas", p.alphas},
                             {"solver", std::string(solver)},
                             {"precision", std::string(precision)}},
                            threads);
        ridge.prepare(view(p.x), p.groups, p.bands);
        ridge.fit(p.y);
        const MatrixD alpha = ridge.inspect("alpha");
        expect_same_choice(direct, p.alphas, alpha, ridge.inspect("cv_score"), tolerance);
        expect_same_fit(p, alpha, ridge.inspect("weights"), ridge.inspect("intercept"),
                        ridge.predict(view(p.x_new)), is_double ? 1e-9 : 1e-5,
                        is_double ? 1e-14 : 1e-7);
      }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomShapes, ::testing::Range(1u, 25u));

// Dependent and constant columns, more columns than rows or fewer, unusable targets, targets in
// several fits: what a target gets depends on none of it.
TEST_P(RandomShapes, EveryPathAgreesOnHardInput) {
  std::mt19937 engine(100 + GetParam());
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(engine);
  };
  Shape shape;
  shape.runs = between(2, 5);
  shape.rows = between(6 * shape.runs, 60);
  shape.columns = between(4, 90);
  shape.targets = between(6, 14);
  shape.scattered = between(0, 1) == 1;
  Problem p = make_problem(shape, 100 + GetParam());
  p.alphas = log_grid(0, 6, between(1, 20));
  p.x.col(1) = p.x.col(0);
  p.x.col(2).setConstant(2.5f);
  p.x.col(3) = 3 - 2 * p.x.col(0).array();
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  p.y.col(1).setConstant(-7);
  p.y(between(0, shape.rows - 1), 3) = nan;
  p.y(between(0, shape.rows - 1), 4) = std::numeric_limits<float>::infinity();
  const int cut = between(1, shape.targets - 1);
  const std::pair<int, int> parts[] = {{0, cut}, {cut, shape.targets - cut}};

  for (const char* solver : {"primal", "dual"})
    for (const char* precision : {"float64", "float32"})
      for (const unsigned threads : {1u, 2u, 3u}) {
        SCOPED_TRACE(std::string(solver) + " " + precision + " " + std::to_string(threads));
        const double tolerance = std::string(precision) == "float64" ? 1e-8 : 1e-5;
        AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                            {{"alphas", p.alphas},
                             {"solver", std::string(solver)},
                             {"precision", std::string(precision)}},
                            threads);
        ridge.prepare(view(p.x), p.groups, p.bands);
        for (const auto& [first, count] : parts) {
          const MatrixF y = p.y.middleCols(first, count);
          ridge.fit(y);
          const MatrixD score = ridge.inspect("cv_score"), alpha = ridge.inspect("alpha");
          const MatrixD predicted = ridge.predict(view(p.x_new));
          for (int t = first; t < first + count; ++t) {
            if (t == 1 || t == 3 || t == 4) {
              EXPECT_TRUE(std::isnan(score(0, t - first)) && std::isnan(alpha(0, t - first)));
              EXPECT_TRUE(predicted.col(t - first).array().isNaN().all());
              continue;
            }
            EXPECT_NEAR(score(0, t - first), direct.cv_score(t), tolerance) << "target " << t;
            EXPECT_TRUE(predicted.col(t - first).allFinite());
          }
        }
      }
}

struct Fitted {
  MatrixD alpha, score, predicted;
};
Fitted fit(const Problem& p, const encore_cmatrix& x, const encore_cmatrix& y,
           const encore_cmatrix& x_new, unsigned threads) {
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                      {{"alphas", p.alphas}, {"precision", std::string("float32")}}, threads);
  ridge.prepare(x, p.groups, p.bands);
  ridge.fit(y);
  return {ridge.inspect("alpha"), ridge.inspect("cv_score"), ridge.predict(x_new)};
}

TEST(RidgePaths, ThreadsChangeNothing) {
  const Problem p = make_problem({.rows = 80, .columns = 30, .targets = 1500, .runs = 4}, 3);
  const Fitted one = fit(p, view(p.x), view(p.y), view(p.x_new), 1);
  const Fitted four = fit(p, view(p.x), view(p.y), view(p.x_new), 4);
  EXPECT_EQ(one.alpha, four.alpha);
  EXPECT_EQ(one.score, four.score);
  EXPECT_EQ(one.predicted, four.predicted);
}

TEST(RidgePaths, BlocksOfTargetsChangeNothingButRounding) {
  const Problem p = make_problem({.rows = 80, .columns = 30, .targets = 1100, .runs = 4}, 3);
  const Fitted whole = fit(p, view(p.x), view(p.y), view(p.x_new), 2);
  for (const Eigen::Index first : {Eigen::Index{0}, Eigen::Index{1023}, Eigen::Index{700}}) {
    const MatrixF part = p.y.middleCols(first, 77);
    const Fitted own = fit(p, view(p.x), view(part), view(p.x_new), 1);
    EXPECT_LT((own.score - whole.score.middleCols(first, 77)).cwiseAbs().maxCoeff(), 1e-5);
    EXPECT_LT((own.predicted - whole.predicted.middleCols(first, 77)).norm(),
              1e-4 * own.predicted.norm());
  }
}

TEST(RidgePaths, AnyViewWillDo) {
  const Problem p = make_problem({.rows = 60, .columns = 9, .targets = 70}, 3);
  const Fitted plain = fit(p, view(p.x), view(p.y), view(p.x_new), 1);

  // Row-major features, responses upside down in every second column of a float64 matrix.
  const Eigen::Matrix<float, -1, -1, Eigen::RowMajor> x = p.x, x_new = p.x_new;
  const auto row_major = [](const auto& m) {
    return encore_cmatrix{m.data(), m.rows(), m.cols(), m.cols(), 1, ENCORE_F32, 0};
  };
  MatrixD spread(60, 140);
  for (int t = 0; t < 70; ++t) spread.col(2 * t) = p.y.col(t).cast<double>().reverse();
  const encore_cmatrix y{spread.data() + 59, 60, 70, -1, 120, ENCORE_F64, 0};
  const Fitted strided = fit(p, row_major(x), y, row_major(x_new), 1);
  EXPECT_EQ(plain.alpha, strided.alpha);
  EXPECT_EQ(plain.score, strided.score);
  EXPECT_EQ(plain.predicted, strided.predicted);
}

TEST(RidgePaths, MemoryFollowsTheShape) {
  const Problem p = make_problem({}, 3);
  const AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  const auto mib = [&](std::int64_t rows, std::int64_t columns, std::int64_t targets) {
    return static_cast<double>(
               ridge.memory({sizeof(encore_fit_shape), 2, rows, columns, targets, 600, 5, 1})) /
           (1 << 20);
  };
  // Two decompositions of 4,096 x 4,096 in float64 with LAPACK's workspace are 768 MiB.
  EXPECT_GT(mib(6000, 4096, 1000), 768);
  EXPECT_LT(mib(4800, 512, 8192), 300);
  EXPECT_GT(mib(4800, 512, 16384), mib(4800, 512, 8192));
  EXPECT_LT(mib(400, 100000, 1000), 200) << "the dual way does not hold columns x columns";
}

TEST(RidgePaths, ShapeDecidesTheSolver) {
  for (const auto& [rows, columns, solver] :
       {std::tuple{90, 10, "primal"}, std::tuple{40, 300, "dual"}}) {
    const Problem p = make_problem({.rows = rows, .columns = columns, .targets = 3}, 3);
    AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
    ridge.prepare(view(p.x), p.groups, p.bands);
    EXPECT_EQ(ridge.meta().at("solver"), solver);
  }
}

}  // namespace
}  // namespace encore::testing
