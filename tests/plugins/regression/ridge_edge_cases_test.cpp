// Input at the limits of what encore.ridge accepts, and beyond.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "abi_host.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

AbiRegression ridge_for(const Problem& p, const std::string& solver = "auto",
                        const std::string& precision = "auto", unsigned threads = 1) {
  return AbiRegression(ENCORE_RIDGE_PLUGIN, "encore.ridge",
                       {{"alphas", p.alphas}, {"solver", solver}, {"precision", precision}},
                       threads);
}

TEST(RidgeEdgeCases, TargetsWithoutAFitAreNaNAndHarmNoOther) {
  Problem p = make_problem({}, 5);
  AbiRegression clean = ridge_for(p);
  clean.prepare(view(p.x), p.groups, p.bands);
  clean.fit(p.y);
  const MatrixD expected = clean.predict(view(p.x_new));
  EXPECT_EQ(clean.meta().at("constant_targets"), "0");

  p.y.col(2).setConstant(4.25f);
  p.y(7, 4) = kNaN;
  p.y(59, 5) = kInf;
  p.y.col(6).setZero();
  AbiRegression ridge = ridge_for(p);
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  EXPECT_EQ(ridge.meta().at("constant_targets"), "4");
  const MatrixD predicted = ridge.predict(view(p.x_new));
  const MatrixD share = ridge.predict_band(view(p.x_new), 1);
  for (const char* name : {"alpha", "cv_score", "edge", "weights", "intercept"}) {
    const MatrixD values = ridge.inspect(name);
    for (const int t : {2, 4, 5, 6}) EXPECT_TRUE(values.col(t).array().isNaN().all()) << name;
    for (const int t : {0, 1, 3, 7}) EXPECT_TRUE(values.col(t).allFinite()) << name;
  }
  for (const int t : {2, 4, 5, 6}) {
    EXPECT_TRUE(predicted.col(t).array().isNaN().all());
    EXPECT_TRUE(share.col(t).array().isNaN().all());
  }
  for (const int t : {0, 1, 3, 7, 8, 9, 10, 11})
    EXPECT_LT((predicted.col(t) - expected.col(t)).norm(), 1e-9 * expected.col(t).norm());
  ASSERT_FALSE(ridge.notices().empty());
  EXPECT_NE(ridge.notices()[0].find("4 of 12 targets are constant"), std::string::npos);
}

TEST(RidgeEdgeCases, OneRunIsRefused) {
  const Problem p = make_problem({.runs = 1}, 5);
  AbiRegression ridge = ridge_for(p);
  try {
    ridge.prepare(view(p.x), p.groups, p.bands);
    FAIL() << "accepted one run";
  } catch (const AbiError& e) {
    EXPECT_EQ(e.code, ENCORE_E_NUMERIC);
    EXPECT_NE(std::string(e.what()).find("at least two runs"), std::string::npos);
  }
}

TEST(RidgeEdgeCases, NaNInFeaturesIsRefused) {
  Problem p = make_problem({}, 5);
  p.x(3, 3) = kNaN;
  AbiRegression ridge = ridge_for(p);
  EXPECT_THROW(ridge.prepare(view(p.x), p.groups, p.bands), AbiError);
}

TEST(RidgeEdgeCases, PenaltyOfZeroIsRefused) {
  Problem p = make_problem({}, 5);
  p.alphas = {0, 1};
  try {
    ridge_for(p);
    FAIL() << "accepted 0";
  } catch (const AbiError& e) {
    EXPECT_EQ(e.code, ENCORE_E_PARAM);
    EXPECT_EQ(e.where, "alphas");
  }
}

TEST(RidgeEdgeCases, DependentColumnsAgreeWithClosedForm) {
  Problem p = make_problem({.rows = 60, .columns = 12}, 8);
  p.x.col(5) = 2 * p.x.col(1);
  p.x.col(7).setConstant(3);
  for (int r = 0; r < 60; ++r) p.x(r, 9) = 1 - p.x(r, 2);
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);
  for (const char* solver : {"primal", "dual"}) {
    AbiRegression ridge = ridge_for(p, solver);
    ridge.prepare(view(p.x), p.groups, p.bands);
    ridge.fit(p.y);
    EXPECT_LT((ridge.inspect("weights") - direct.weights).norm(), 1e-6 * direct.weights.norm());
    EXPECT_LT((ridge.inspect("cv_score").transpose() - direct.cv_score).norm(), 1e-6);
    EXPECT_LT(ridge.inspect("weights").row(7).cwiseAbs().maxCoeff(), 1e-12);  // the constant one
  }
}

TEST(RidgeEdgeCases, ConstantFeaturesPredictTheMean) {
  Problem p = make_problem({}, 5);
  p.x.setConstant(2);
  for (const char* solver : {"primal", "dual"}) {
    AbiRegression ridge = ridge_for(p, solver);
    ::testing::internal::CaptureStderr();
    ridge.prepare(view(p.x), p.groups, p.bands);
    ridge.fit(p.y);
    const MatrixD predicted = ridge.predict(view(p.x_new));
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "") << solver;
    const MatrixD mean = p.y.cast<double>().colwise().mean().replicate(9, 1);
    EXPECT_LT((predicted - mean).norm(), 1e-6 * mean.norm());
    EXPECT_EQ(ridge.inspect("alpha").minCoeff(), p.alphas.back());  // ties: the larger
  }
}

// What a feature leaves when no clip plays; BLAS prints where it is handed nothing.
TEST(RidgeEdgeCases, FeaturesWithoutColumnsPredictTheMeanInSilence) {
  const Problem p = make_problem({}, 5);
  const MatrixF x(p.x.rows(), 0), x_new(9, 0);
  const std::vector<std::int32_t> bands = {0, 0};
  const MatrixD mean = p.y.cast<double>().colwise().mean().replicate(9, 1);
  for (const char* solver : {"primal", "dual"})
    for (const char* precision : {"float32", "float64"}) {
      AbiRegression ridge = ridge_for(p, solver, precision), other = ridge_for(p);
      ::testing::internal::CaptureStderr();
      ridge.prepare(view(x), p.groups, bands);
      ridge.fit(p.y);
      const MatrixD predicted = ridge.predict(view(x_new));
      const MatrixD intercept = ridge.inspect("intercept");
      other.load(ridge.save());
      const MatrixD again = other.predict(view(x_new));
      EXPECT_EQ(::testing::internal::GetCapturedStderr(), "") << solver << " " << precision;
      EXPECT_LT((predicted - mean).norm(), 1e-6 * mean.norm());
      EXPECT_LT((again - mean).norm(), 1e-6 * mean.norm());
      EXPECT_LT((intercept - mean.row(0)).norm(), 1e-6 * mean.row(0).norm());
    }
}

TEST(RidgeEdgeCases, TwoRowsInTwoRuns) {
  Problem p = make_problem({.rows = 2, .columns = 3, .targets = 2, .runs = 2}, 5);
  for (const char* solver : {"primal", "dual"}) {
    AbiRegression ridge = ridge_for(p, solver);
    ridge.prepare(view(p.x), p.groups, {0, 3});
    ridge.fit(p.y);
    EXPECT_TRUE(ridge.predict(view(p.x_new)).allFinite());
  }
}

TEST(RidgeEdgeCases, TellsOnceWhenTheGridIsTooNarrow) {
  Problem p = make_problem({}, 5);
  p.alphas = {1e5, 1e6};
  AbiRegression ridge = ridge_for(p);
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  ridge.fit(p.y);
  EXPECT_EQ(ridge.inspect("edge"), MatrixD::Ones(1, p.y.cols()));
  ASSERT_EQ(ridge.notices().size(), 1u);
  EXPECT_NE(ridge.notices()[0].find("100.0 % of 12 targets"), std::string::npos);
  EXPECT_EQ(ridge.meta().at("edge_targets"), "24");
}

TEST(RidgeEdgeCases, OnePenaltyHasNoEdge) {
  Problem p = make_problem({}, 5);
  p.alphas = {10};
  AbiRegression ridge = ridge_for(p);
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  EXPECT_EQ(ridge.inspect("edge").maxCoeff(), 0);
  EXPECT_TRUE(ridge.notices().empty());
}

TEST(RidgeEdgeCases, LargeMeansAndOddUnitsKeepAccuracyInFloat32) {
  Problem p = make_problem({.rows = 200, .columns = 20, .targets = 6, .runs = 4, .mean = 0}, 9);
  p.y = (p.y.array() * 1e-3f + 10).matrix();  // what rounding leaves of y is the data
  p.y.col(1) *= 1e25f;
  p.y.col(2) *= 1e-25f;
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);
  AbiRegression ridge = ridge_for(p, "primal", "float32");
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  EXPECT_LT((ridge.inspect("cv_score").transpose() - direct.cv_score).cwiseAbs().maxCoeff(), 1e-5);
  const MatrixD weights = ridge.inspect("weights");
  for (int t = 0; t < 6; ++t)
    EXPECT_LT((weights.col(t) - direct.weights.col(t)).norm(), 1e-5 * direct.weights.col(t).norm());
}

TEST(RidgeEdgeCases, SavedModelPredictsTheSameElsewhere) {
  Problem p = make_problem({}, 5);
  p.y.col(3).setConstant(1);
  AbiRegression ridge = ridge_for(p), other = ridge_for(p);
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  const std::string state = ridge.save();
  other.load(state);
  const auto same = [](const MatrixD& a, const MatrixD& b) {
    ASSERT_EQ(a.size(), b.size());
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      const double x = a.reshaped()(i), y = b.reshaped()(i);
      EXPECT_TRUE((std::isnan(x) && std::isnan(y)) || std::abs(x - y) < 1e-9 * (1 + std::abs(x)));
    }
  };
  same(other.predict(view(p.x_new)), ridge.predict(view(p.x_new)));
  same(other.predict_band(view(p.x_new), 0), ridge.predict_band(view(p.x_new), 0));
  for (const char* name : {"alpha", "cv_score", "edge", "weights", "intercept"})
    same(other.inspect(name), ridge.inspect(name));
  for (const std::size_t length : {std::size_t{0}, std::size_t{30}, state.size() - 1}) {
    AbiRegression cut = ridge_for(p);
    EXPECT_THROW(cut.load(state.substr(0, length)), AbiError);
  }
  EXPECT_THROW(other.fit(p.y), AbiError);
}

}  // namespace
}  // namespace encore::testing
