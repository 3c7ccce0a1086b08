// encore.banded-ridge against a search written down as in a textbook: every draw is a ridge
// regression of scaled features.
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <random>

#include "abi_host.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

using Eigen::Index;

struct DirectBanded {
  Eigen::VectorXd score, alpha, intercept;
  MatrixD gamma, weights;  // bands x targets, columns x targets
  MatrixD draw_scores;     // draws x targets: of the best penalty
};

// `gammas`: bands x draws, each summing to 1. A target tries draws until `patience` of them in a
// row (0: all) gained less than `min_gain`.
DirectBanded direct_banded(const Problem& p, const MatrixD& gammas, Index patience = 0,
                           double min_gain = 0) {
  const MatrixD x = p.x.cast<double>(), y = p.y.cast<double>();
  const Index targets = y.cols();
  DirectBanded out;
  out.score.setConstant(targets, -1e300);
  out.alpha.resize(targets);
  out.intercept.resize(targets);
  out.gamma.resize(gammas.rows(), targets);
  out.weights.resize(x.cols(), targets);
  out.draw_scores.resize(gammas.cols(), targets);
  std::vector<Index> last(static_cast<std::size_t>(targets), 0);
  for (Index d = 0; d < gammas.cols(); ++d) {
    Eigen::VectorXd root(x.cols());
    for (Index b = 0; b < gammas.rows(); ++b)
      for (Index c = p.bands[static_cast<std::size_t>(b)];
           c < p.bands[static_cast<std::size_t>(b) + 1]; ++c)
        root(c) = std::sqrt(gammas(b, d));
    const DirectRidge own = direct_ridge(x * root.asDiagonal(), y, p.groups, p.alphas);
    out.draw_scores.row(d) = own.cv_score.transpose();
    for (Index t = 0; t < targets; ++t) {
      auto& gained = last[static_cast<std::size_t>(t)];
      if (patience > 0 && d - 1 - gained >= patience) continue;
      if (own.cv_score(t) > out.score(t) + min_gain) gained = d;
      if (!(own.cv_score(t) > out.score(t))) continue;
      out.score(t) = own.cv_score(t);
      out.alpha(t) = own.alpha(t);
      out.intercept(t) = own.intercept(t);
      out.gamma.col(t) = gammas.col(d);
      out.weights.col(t) = root.asDiagonal() * own.weights.col(t);
    }
  }
  return out;
}

MatrixD random_gammas(Index bands, Index draws, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  MatrixD out(bands, draws);
  for (auto& v : out.reshaped()) v = std::pow(uniform(engine), 4);
  out.col(0).setOnes();
  if (draws > 2) out.col(2) = Eigen::VectorXd::Unit(bands, 0);  // one band alone
  for (Index d = 0; d < draws; ++d) out.col(d) /= out.col(d).sum();
  return out;
}

std::vector<double> listed(const MatrixD& m) { return {m.data(), m.data() + m.size()}; }

Settings settings(const Problem& p, const MatrixD& gammas) {
  return {{"alphas", p.alphas},
          {"band_weights", listed(gammas)},
          {"concentrations", std::vector<double>{1}}};
}

MatrixD penalties(const DirectBanded& direct) {
  MatrixD out = direct.gamma.cwiseInverse();
  for (Index t = 0; t < out.cols(); ++t) out.col(t) *= direct.alpha(t);
  return out;
}

// The coefficients of the band weights and the penalty that a target took, solved directly.
struct DirectTarget {
  Eigen::VectorXd weights;
  double intercept = 0, condition = 1;
};
DirectTarget direct_target(const Problem& p, Index target, const Eigen::VectorXd& gamma,
                           const Eigen::VectorXd& alpha) {
  Eigen::VectorXd root(p.x.cols());
  for (std::size_t b = 0; b + 1 < p.bands.size(); ++b)
    root.segment(p.bands[b], p.bands[b + 1] - p.bands[b])
        .setConstant(std::sqrt(gamma(static_cast<Index>(b))));
  Index widest = 0;
  gamma.maxCoeff(&widest);
  const double penalty = alpha(widest) * gamma(widest);
  const MatrixD x = p.x.cast<double>() * root.asDiagonal();
  const DirectFit fit = direct_fit(x, p.y.col(target).cast<double>(), penalty, true);
  const MatrixD centred = x.rowwise() - fit.x_mean;
  const Eigen::VectorXd s = centred.jacobiSvd().singularValues();
  const double smallest = x.cols() < x.rows() ? std::pow(s(s.size() - 1), 2) : 0;
  return {root.asDiagonal() * fit.weights.col(0),
          fit.y_mean(0) - fit.x_mean.dot(fit.weights.col(0)),
          (s(0) * s(0) + penalty) / (smallest + penalty)};
}

// Weights and predictions to `tolerance` of their norm (predictions about the target's mean), or to
// `unit` of the condition number where that is more.
void expect_same_fit(const Problem& p, AbiRegression& model, double tolerance, double unit) {
  const MatrixD weights = model.inspect("weights"), gamma = model.inspect("gamma");
  const MatrixD alpha = model.inspect("alpha"), predicted = model.predict(view(p.x_new));
  for (Index t = 0; t < p.y.cols(); ++t) {
    const DirectTarget direct = direct_target(p, t, gamma.col(t), alpha.col(t));
    const double allowed = std::max(tolerance, unit * direct.condition);
    EXPECT_LE((weights.col(t) - direct.weights).norm(), allowed * direct.weights.norm())
        << "target " << t << ", condition " << direct.condition;
    const Eigen::VectorXd expected =
        (p.x_new.cast<double>() * direct.weights).array() + direct.intercept;
    const double mean = p.y.col(t).cast<double>().mean();
    EXPECT_LE((predicted.col(t) - expected).norm(),
              allowed * (expected.array() - mean).matrix().norm() + tolerance * std::abs(mean))
        << "target " << t << ", condition " << direct.condition;
  }
}

std::vector<std::tuple<std::string, std::string, unsigned>> every_path() {
  std::vector<std::tuple<std::string, std::string, unsigned>> out;
  for (const char* solver : {"primal", "dual"})
    for (const char* precision : {"float64", "float32"})
      for (const unsigned threads : {1u, 3u}) out.emplace_back(solver, precision, threads);
  return out;
}

class RandomBands : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomBands, EveryPathAgreesWithClosedForm) {
  std::mt19937 engine(GetParam());
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(engine);
  };
  Shape shape;
  shape.runs = between(2, 5);
  shape.rows = between(5 * shape.runs, 70);
  shape.columns = between(3, 60);
  shape.targets = between(1, 12);
  shape.scattered = between(0, 1) == 1;
  Problem p = make_problem(shape, GetParam());
  p.bands = {0, shape.columns / 3, shape.columns / 2, shape.columns};
  p.alphas = log_grid(-1, 5, between(1, 25));
  const MatrixD gammas = random_gammas(3, 6, GetParam());
  const DirectBanded direct = direct_banded(p, gammas);

  for (const auto& [solver, precision, threads] : every_path()) {
    SCOPED_TRACE(solver + " " + precision + " " + std::to_string(threads));
    const bool is_double = precision == "float64";
    Settings with = settings(p, gammas);
    with["solver"] = solver;
    with["precision"] = precision;
    AbiRegression model(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", with, threads);
    model.prepare(view(p.x), p.groups, p.bands);
    model.fit(p.y);
    const MatrixD score = model.inspect("cv_score"), gamma = model.inspect("gamma");
    EXPECT_LT((score.transpose() - direct.score).cwiseAbs().maxCoeff(), is_double ? 1e-7 : 1e-5);
    expect_same_fit(p, model, is_double ? 1e-8 : 1e-5, is_double ? 1e-13 : 1e-7);
    if (!is_double) continue;  // ties may fall to another draw
    EXPECT_LT((gamma - direct.gamma).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((model.inspect("alpha").cwiseInverse() - penalties(direct).cwiseInverse()).norm(),
              1e-9 * penalties(direct).cwiseInverse().norm());
    EXPECT_LT((model.inspect("weights") - direct.weights).norm(), 1e-6 * direct.weights.norm());
    EXPECT_LT((model.inspect("intercept").transpose() - direct.intercept).norm(),
              1e-6 * (1 + direct.intercept.norm()));
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomBands, ::testing::Range(1u, 17u));

class Fitted : public ::testing::TestWithParam<const char*> {
 protected:
  Fitted() : gammas(random_gammas(2, 5, 9)) {
    Settings with = settings(p, gammas);
    with["solver"] = std::string(GetParam());
    model =
        std::make_unique<AbiRegression>(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", with);
    model->prepare(view(p.x), p.groups, p.bands);
    model->fit(p.y);
  }
  Problem p = make_problem({.rows = 60, .columns = 21, .targets = 9, .runs = 3}, 5);
  MatrixD gammas;
  std::unique_ptr<AbiRegression> model;
};

TEST_P(Fitted, SharesAndInterceptAddUp) {
  const MatrixD predicted = model->predict(view(p.x_new));
  MatrixD sum = model->inspect("intercept").replicate(p.x_new.rows(), 1);
  for (const unsigned band : {0u, 1u}) sum += model->predict_band(view(p.x_new), band);
  EXPECT_LT((sum - predicted).cwiseAbs().maxCoeff(), 1e-8);
  const MatrixD by_weights = (p.x_new.cast<double>() * model->inspect("weights")).rowwise() +
                             model->inspect("intercept").row(0);
  EXPECT_LT((by_weights - predicted).cwiseAbs().maxCoeff(), 1e-8);
}

TEST_P(Fitted, SavedModelPredictsAlike) {
  AbiRegression other(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", settings(p, gammas));
  other.load(model->save());
  EXPECT_LT((other.predict(view(p.x_new)) - model->predict(view(p.x_new))).cwiseAbs().maxCoeff(),
            1e-8);
  EXPECT_LT((other.predict_band(view(p.x_new), 1) - model->predict_band(view(p.x_new), 1))
                .cwiseAbs()
                .maxCoeff(),
            1e-8);
  EXPECT_EQ(other.inspect("alpha"), model->inspect("alpha"));
  EXPECT_EQ(other.inspect("gamma"), model->inspect("gamma"));
}
INSTANTIATE_TEST_SUITE_P(Solvers, Fitted, ::testing::Values("primal", "dual"));

TEST(BandedRidge, OneBandIsRidge) {
  Problem p = make_problem({.rows = 60, .columns = 8, .targets = 9}, 2);
  p.bands = {0, 8};
  AbiRegression banded(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge",
                       {{"alphas", p.alphas}, {"concentrations", std::vector<double>{1}}});
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  for (AbiRegression* model : {&banded, &ridge}) {
    model->prepare(view(p.x), p.groups, p.bands);
    model->fit(p.y);
  }
  EXPECT_EQ(banded.inspect("alpha"), ridge.inspect("alpha"));
  EXPECT_LT((banded.inspect("weights") - ridge.inspect("weights")).cwiseAbs().maxCoeff(), 1e-8);
}

// A band that is left out has an infinite penalty and no weight.
TEST(BandedRidge, BandOfWeightZero) {
  const Problem p = make_problem({.rows = 60, .columns = 9, .targets = 5}, 3);
  AbiRegression model(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge",
                      settings(p, MatrixD(Eigen::Vector2d(0, 1))));
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_TRUE((model.inspect("alpha").row(0).array() == INFINITY).all());
  EXPECT_EQ(model.inspect("weights").topRows(3).cwiseAbs().maxCoeff(), 0);
  EXPECT_EQ(model.predict_band(view(p.x_new), 0).cwiseAbs().maxCoeff(), 0);
  EXPECT_GT(model.inspect("weights").bottomRows(6).cwiseAbs().minCoeff(), 0);
}

TEST(BandedRidge, PatienceIsARuleOfTheTargetAlone) {
  const Problem p = make_problem({.rows = 60, .columns = 12, .targets = 40}, 4);
  const MatrixD gammas = random_gammas(2, 12, 3);
  const DirectBanded all = direct_banded(p, gammas), some = direct_banded(p, gammas, 2, 1e-3);
  ASSERT_GT((all.score - some.score).maxCoeff(), 1e-6) << "patience must matter here";
  Settings with = settings(p, gammas);
  with["patience"] = std::int64_t{2};
  with["min_gain"] = 1e-3;
  for (const Eigen::Index width : {40, 7}) {
    AbiRegression model(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", with);
    model.prepare(view(p.x), p.groups, p.bands);
    for (Eigen::Index first = 0; first < 40; first += width) {
      const Eigen::Index count = std::min<Eigen::Index>(width, 40 - first);
      const MatrixF part = p.y.middleCols(first, count);
      model.fit(part);
      EXPECT_LT((model.inspect("gamma") - some.gamma.middleCols(first, count)).norm(), 1e-12);
      EXPECT_LT((model.inspect("weights") - some.weights.middleCols(first, count)).norm(),
                1e-6 * some.weights.norm());
    }
  }
}

TEST(BandedRidge, ThreadsChangeNothing) {
  Problem p = make_problem({.rows = 60, .columns = 12, .targets = 1300, .runs = 4}, 3);
  p.bands = {0, 5, 12};
  p.y.col(700).setConstant(1);
  Settings with = settings(p, random_gammas(2, 7, 3));
  with["patience"] = std::int64_t{3};
  with["precision"] = std::string("float32");
  AbiRegression one(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", with, 1);
  AbiRegression three(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", with, 3);
  for (auto* model : {&one, &three}) {
    model->prepare(view(p.x), p.groups, p.bands);
    model->fit(p.y);
  }
  EXPECT_EQ(one.save(), three.save());
}

TEST(BandedRidge, TargetsWithoutAFitAreNan) {
  Problem p = make_problem({.rows = 60, .columns = 9, .targets = 6}, 3);
  const MatrixD gammas = random_gammas(2, 4, 1);
  const auto fitted = [&](const MatrixF& y) {
    AbiRegression model(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge", settings(p, gammas));
    model.prepare(view(p.x), p.groups, p.bands);
    model.fit(y);
    return model.predict(view(p.x_new));
  };
  const MatrixD before = fitted(p.y);
  p.y.col(1).setConstant(3);
  p.y(7, 4) = std::nanf("");
  const MatrixD after = fitted(p.y);
  for (Eigen::Index t = 0; t < 6; ++t) {
    if (t == 1 || t == 4) EXPECT_TRUE(after.col(t).array().isNaN().all()) << t;
    else EXPECT_LT((after.col(t) - before.col(t)).cwiseAbs().maxCoeff(), 1e-8) << t;
  }
}

TEST(BandedRidge, ListsThatDoNotFitAreRefused) {
  const Problem p = make_problem({.rows = 60, .columns = 9, .targets = 2}, 3);
  for (const std::vector<double>& list :
       {std::vector<double>{1, 0, 1}, std::vector<double>{0, 0}}) {
    AbiRegression model(
        ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge",
        {{"alphas", p.alphas}, {"band_weights", list}, {"concentrations", std::vector<double>{1}}});
    try {
      model.prepare(view(p.x), p.groups, p.bands);
      FAIL();
    } catch (const AbiError& e) {
      EXPECT_EQ(e.code, ENCORE_E_PARAM);
      EXPECT_EQ(e.where, "band_weights");
    }
  }
}

// Random draws: equal weights first, then Dirichlet; a feature space that matters is found.
TEST(BandedRidge, SearchFindsTheBandThatMatters) {
  Problem p = make_problem({.rows = 120, .columns = 60, .targets = 20, .runs = 4}, 8);
  p.bands = {0, 50, 60};
  std::mt19937 engine(3);
  std::normal_distribution<float> normal;
  MatrixF w(10, 20);
  for (auto& v : w.reshaped()) v = normal(engine);
  p.y = p.x.rightCols(10) * w;
  for (auto& v : p.y.reshaped()) v += 6 * normal(engine);
  AbiRegression model(ENCORE_BANDED_RIDGE_PLUGIN, "encore.banded-ridge",
                      {{"alphas", p.alphas},
                       {"draws", std::int64_t{30}},
                       {"concentrations", std::vector<double>{0.1, 1}}});
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  for (AbiRegression* m : {&model, &ridge}) {
    m->prepare(view(p.x), p.groups, p.bands);
    m->fit(p.y);
  }
  EXPECT_GE((model.inspect("cv_score") - ridge.inspect("cv_score")).minCoeff(), -1e-9)
      << "the first draw is ridge's";
  EXPECT_GT((model.inspect("cv_score") - ridge.inspect("cv_score")).mean(), 0.01);
  EXPECT_GT((model.inspect("gamma").row(1).array() > 0.5).count(), 15);
}

}  // namespace
}  // namespace encore::testing
