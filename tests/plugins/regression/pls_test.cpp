// encore.pls against NIPALS written down as in a textbook, and at its limits.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <Eigen/SVD>
#include <limits>

#include "abi_host.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

// PLS2 with both sides deflated and the first singular vectors by SVD; gives coefficients.
MatrixD nipals(const MatrixF& x_raw, const MatrixF& y_raw, int components) {
  MatrixD x = x_raw.cast<double>(), y = y_raw.cast<double>();
  x.rowwise() -= x.colwise().mean().eval();
  y.rowwise() -= y.colwise().mean().eval();
  MatrixD w(x.cols(), components), p(x.cols(), components), q(y.cols(), components);
  for (int k = 0; k < components; ++k) {
    const Eigen::JacobiSVD<MatrixD> svd(x.transpose() * y, Eigen::ComputeThinU);
    w.col(k) = svd.matrixU().col(0);
    const Eigen::VectorXd t = x * w.col(k);
    p.col(k) = x.transpose() * t / t.squaredNorm();
    q.col(k) = y.transpose() * t / t.squaredNorm();
    x -= t * p.col(k).transpose();
    y -= t * q.col(k).transpose();
  }
  return w * (p.transpose() * w).inverse() * q.transpose();
}

class PlsAgrees : public ::testing::TestWithParam<Shape> {};

TEST_P(PlsAgrees, WithNipals) {
  const Problem p = make_problem(GetParam(), 21);
  for (const int components : {1, 2, 5}) {
    AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{components}}});
    pls.prepare(view(p.x), p.groups, p.bands);
    pls.fit(p.y);
    const MatrixD expected = nipals(p.x, p.y, components);
    EXPECT_LT((pls.inspect("weights") - expected).norm(), 1e-7 * expected.norm());
    const MatrixD predicted = pls.predict(view(p.x_new));
    const MatrixD intercept = pls.inspect("intercept").replicate(p.x_new.rows(), 1);
    EXPECT_LT((predicted - (p.x_new.cast<double>() * expected + intercept)).norm(),
              1e-7 * predicted.norm());
    const MatrixD shares =
        pls.predict_band(view(p.x_new), 0) + pls.predict_band(view(p.x_new), 1) + intercept;
    EXPECT_LT((predicted - shares).norm(), 1e-9 * predicted.norm());
  }
}
INSTANTIATE_TEST_SUITE_P(Shapes, PlsAgrees,
                         ::testing::Values(Shape{.rows = 60, .columns = 12, .targets = 9},
                                           Shape{.rows = 30, .columns = 55, .targets = 9},
                                           Shape{.rows = 60, .columns = 9, .targets = 1},
                                           Shape{.rows = 420, .columns = 340, .targets = 20}));

TEST(Pls, StopsAtTheRankOfTheFeatures) {
  Problem p = make_problem({.rows = 40, .columns = 8, .targets = 5}, 3);
  p.x.col(4) = p.x.col(1);
  p.x.col(5).setConstant(1);
  AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{25}}});
  pls.prepare(view(p.x), p.groups, p.bands);
  pls.fit(p.y);
  EXPECT_EQ(pls.meta().at("components"), "6");
  // All components together are least squares.
  MatrixD x = p.x.cast<double>(), y = p.y.cast<double>();
  x.rowwise() -= x.colwise().mean().eval();
  y.rowwise() -= y.colwise().mean().eval();
  const MatrixD residual = y - x * pls.inspect("weights");
  EXPECT_LT((x.transpose() * residual).norm(), 1e-8 * (x.transpose() * y).norm());
}

TEST(Pls, TargetsWithoutAFitAreNaNAndHarmNoOther) {
  Problem p = make_problem({}, 5);
  p.y.col(1).setConstant(3);
  p.y(4, 2) = std::numeric_limits<float>::quiet_NaN();
  Problem clean = p;
  clean.y.col(2).setConstant(3);
  AbiRegression dirty(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{3}}});
  dirty.prepare(view(p.x), p.groups, p.bands);
  dirty.fit(p.y);
  AbiRegression other(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{3}}});
  other.prepare(view(clean.x), clean.groups, clean.bands);
  other.fit(clean.y);
  const MatrixD a = dirty.predict(view(p.x_new)), b = other.predict(view(p.x_new));
  for (int t = 0; t < 12; ++t) {
    if (t == 1 || t == 2) EXPECT_TRUE(a.col(t).array().isNaN().all());
    else EXPECT_LT((a.col(t) - b.col(t)).norm(), 1e-12 * b.col(t).norm());
  }
  EXPECT_EQ(dirty.meta().at("constant_targets"), "2");
  EXPECT_EQ(dirty.notices().size(), 1u);
}

TEST(Pls, OnlyConstantTargetsGiveNaNAndNoError) {
  Problem p = make_problem({}, 5);
  p.y.setConstant(2);
  AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{3}}});
  pls.prepare(view(p.x), p.groups, p.bands);
  pls.fit(p.y);
  EXPECT_TRUE(pls.predict(view(p.x_new)).array().isNaN().all());
}

TEST(Pls, SavedModelPredictsTheSameElsewhere) {
  const Problem p = make_problem({}, 5);
  AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{4}}});
  pls.prepare(view(p.x), p.groups, p.bands);
  pls.fit(p.y);
  const std::string state = pls.save();
  AbiRegression other(ENCORE_PLS_PLUGIN, "encore.pls", {{"components", std::int64_t{4}}});
  other.load(state);
  EXPECT_EQ(other.predict(view(p.x_new)), pls.predict(view(p.x_new)));
  EXPECT_THROW(other.fit(p.y), AbiError);
  EXPECT_THROW(other.load(state.substr(0, state.size() / 2)), AbiError);
}

TEST(Pls, WantsAllTargetsAtOnce) {
  AbiRegression pls(ENCORE_PLS_PLUGIN, "encore.pls", {});
  EXPECT_TRUE(pls.descriptor().flags & ENCORE_DF_JOINT_TARGETS);
}

}  // namespace
}  // namespace encore::testing
