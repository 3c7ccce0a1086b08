// encore.kernel-ridge against the linear system that defines it, and at the limits of its input.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "abi_host.hpp"
#include "direct_kernel_ridge.hpp"
#include "direct_ridge.hpp"
#include "problem.hpp"

namespace encore::testing {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

struct Case {
  std::string name;
  DirectKernel kernel;
  Shape shape;
  std::string precision = "float64";
  bool intercept = true;
};

Settings settings(const DirectKernel& k, const std::vector<double>& alphas,
                  const std::string& precision = "auto", bool intercept = true) {
  return {{"kernel", k.name},      {"gamma", k.gamma}, {"degree", std::int64_t{k.degree}},
          {"coef0", k.coef0},      {"alphas", alphas}, {"precision", precision},
          {"intercept", intercept}};
}

AbiRegression kernel_ridge(const Problem& p, const DirectKernel& k,
                           const std::string& precision = "auto", bool intercept = true,
                           unsigned threads = 1) {
  return AbiRegression(ENCORE_KERNEL_RIDGE_PLUGIN, "encore.kernel-ridge",
                       settings(k, p.alphas, precision, intercept), threads);
}

double relative_difference(const MatrixD& a, const MatrixD& b) { return (a - b).norm() / b.norm(); }

class KernelRidgeAgrees : public ::testing::TestWithParam<Case> {};

TEST_P(KernelRidgeAgrees, WithTheLinearSystem) {
  const Case& c = GetParam();
  Problem p = make_problem(c.shape, 13);
  p.alphas = log_grid(-2, 4, 13);
  const DirectKernelRidge direct =
      direct_kernel_ridge(c.kernel, p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas,
                          p.x_new.cast<double>(), c.intercept);
  const double tolerance = c.precision == "float64" ? 1e-7 : 2e-5;

  AbiRegression model = kernel_ridge(p, c.kernel, c.precision, c.intercept);
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_EQ(model.meta().at("precision"), c.precision);
  EXPECT_LT((model.inspect("alpha").row(1).transpose() - direct.alpha).cwiseAbs().maxCoeff(),
            1e-9 * direct.alpha.maxCoeff());
  EXPECT_LT((model.inspect("cv_score").row(0).transpose() - direct.cv_score).cwiseAbs().maxCoeff(),
            tolerance);
  EXPECT_LT(relative_difference(model.predict(view(p.x_new)), direct.predicted), tolerance);
  const MatrixD intercept = model.inspect("intercept");
  const MatrixD expected =
      direct.predicted.rowwise() - Eigen::RowVectorXd(direct.intercept.transpose());
  MatrixD found = c.kernel.between(p.x_new.cast<double>(), p.x.cast<double>());
  if (c.kernel.name == "linear") {
    EXPECT_EQ(model.inspect("dual").size(), 0);
    found = p.x_new.cast<double>() * model.inspect("weights");
  } else {
    EXPECT_EQ(model.inspect("weights").size(), 0);
    // Coefficients of a kernel without full rank are free where it gives nothing.
    const MatrixD k = c.kernel.between(p.x.cast<double>(), p.x.cast<double>());
    EXPECT_LT(relative_difference(k * model.inspect("dual"), k * direct.dual), 20 * tolerance);
    if (c.kernel.name == "rbf") {
      EXPECT_LT(relative_difference(model.inspect("dual"), direct.dual), 20 * tolerance);
    }
    found = found * model.inspect("dual");
  }
  EXPECT_LT((found - expected).norm(), 10 * tolerance * direct.predicted.norm());
  EXPECT_LT((intercept.row(0).transpose() - direct.intercept).norm(),
            10 * tolerance * direct.predicted.norm());

  // Saved, with the training rows, and read elsewhere.
  AbiRegression other = kernel_ridge(p, {.name = "cosine"});
  other.load(model.save());
  EXPECT_LT(relative_difference(other.predict(view(p.x_new)), direct.predicted), tolerance);
  EXPECT_EQ(other.inspect("alpha"), model.inspect("alpha"));
  EXPECT_EQ(other.save(), model.save());
}

std::vector<Case> cases() {
  const Shape tall{.rows = 60, .columns = 7, .targets = 10, .runs = 4, .mean = 0.5};
  const Shape wide{.rows = 40, .columns = 90, .targets = 8, .runs = 5, .mean = 0.5};
  const Shape scattered{.rows = 47, .columns = 20, .targets = 8, .runs = 3, .scattered = true};
  const std::vector<DirectKernel> kernels{
      {.name = "linear"},
      {.name = "polynomial", .gamma = 0.02, .degree = 3},
      {.name = "polynomial", .gamma = 0.1, .degree = 2, .coef0 = 0},
      {.name = "rbf", .gamma = 0.03},
      {.name = "cosine"}};
  const std::pair<const char*, Shape> shapes[] = {
      {"tall", tall}, {"wide", wide}, {"scattered", scattered}};
  std::vector<Case> out;
  for (const auto& [name, shape] : shapes)
    for (const auto& kernel : kernels)
      for (const char* precision : {"float64", "float32"})
        for (const bool intercept : {true, false})
          out.push_back({std::string(name) + "_" + kernel.name + std::to_string(kernel.degree) +
                             "_" + precision + (intercept ? "" : "_through_origin"),
                         kernel, shape, precision, intercept});
  return out;
}
INSTANTIATE_TEST_SUITE_P(Kernels, KernelRidgeAgrees, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

TEST(KernelRidge, GammaIsOneOverTheColumns) {
  const Problem p = make_problem({.columns = 16, .targets = 4}, 3);
  for (const char* name : {"rbf", "polynomial"}) {
    AbiRegression by_default = kernel_ridge(p, {.name = name, .gamma = 0});
    AbiRegression given = kernel_ridge(p, {.name = name, .gamma = 1.0 / 16});
    for (auto* model : {&by_default, &given}) {
      model->prepare(view(p.x), p.groups, p.bands);
      model->fit(p.y);
    }
    EXPECT_EQ(by_default.predict(view(p.x_new)), given.predict(view(p.x_new)));
    EXPECT_EQ(by_default.meta().at("gamma"), "0.062500");
  }
}

TEST(KernelRidge, LearnsWhatNoLinearModelCan) {
  Problem p = make_problem({.rows = 120, .columns = 2, .targets = 1, .mean = 0}, 4);
  const auto product = [](const MatrixF& x) { return MatrixF(x.col(0).cwiseProduct(x.col(1))); };
  p.y = product(p.x);
  const auto score = [&](const DirectKernel& k) {
    AbiRegression model = kernel_ridge(p, k);
    model.prepare(view(p.x), p.groups, {0, 2});
    model.fit(p.y);
    return r_squared(product(p.x_new).cast<double>(), model.predict(view(p.x_new)))(0);
  };
  EXPECT_LT(score({.name = "linear"}), 0.3);
  EXPECT_GT(score({.name = "polynomial", .gamma = 0, .degree = 2}), 0.999);
  EXPECT_GT(score({.name = "rbf", .gamma = 0}), 0.9);
}

TEST(KernelRidge, LinearIsRidgeWithShares) {
  const Problem p = make_problem({}, 5);
  const DirectRidge direct =
      direct_ridge(p.x.cast<double>(), p.y.cast<double>(), p.groups, p.alphas);
  AbiRegression model = kernel_ridge(p, {.name = "linear"});
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_LT(relative_difference(model.inspect("weights"), direct.weights), 1e-7);
  AbiRegression other = kernel_ridge(p, {.name = "linear"});
  other.load(model.save());
  for (const std::uint32_t band : {0u, 1u}) {
    const int start = p.bands[band], size = p.bands[band + 1] - start;
    const MatrixD share =
        p.x_new.cast<double>().middleCols(start, size) * direct.weights.middleRows(start, size);
    EXPECT_LT(relative_difference(model.predict_band(view(p.x_new), band), share), 1e-6);
    EXPECT_LT(relative_difference(other.predict_band(view(p.x_new), band), share), 1e-6);
  }
}

TEST(KernelRidge, OtherKernelsHaveNoShares) {
  const Problem p = make_problem({}, 5);
  AbiRegression model = kernel_ridge(p, {.name = "rbf"});
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  try {
    model.predict_band(view(p.x_new), 0);
    FAIL() << "gave a share";
  } catch (const AbiError& e) {
    EXPECT_EQ(e.code, ENCORE_E_UNSUPPORTED);
    EXPECT_NE(std::string(e.what()).find("no sum over bands"), std::string::npos);
  }
}

TEST(KernelRidge, TargetsWithoutAFitAreNaNAndHarmNoOther) {
  Problem p = make_problem({}, 5);
  for (const char* name : {"polynomial", "rbf", "cosine"}) {
    AbiRegression clean = kernel_ridge(p, {.name = name, .gamma = 0});
    clean.prepare(view(p.x), p.groups, p.bands);
    clean.fit(p.y);
    MatrixF y = p.y;
    y.col(2).setConstant(4.25f);
    y(7, 4) = kNaN;
    y(59, 5) = std::numeric_limits<float>::infinity();
    AbiRegression model = kernel_ridge(p, {.name = name, .gamma = 0});
    model.prepare(view(p.x), p.groups, p.bands);
    model.fit(y);
    AbiRegression other = kernel_ridge(p, {.name = name});
    other.load(model.save());
    const MatrixD expected = clean.predict(view(p.x_new));
    for (auto* m : {&model, &other}) {
      const MatrixD found = m->predict(view(p.x_new)), dual = m->inspect("dual");
      for (const int t : {2, 4, 5}) {
        EXPECT_TRUE(found.col(t).array().isNaN().all());
        EXPECT_TRUE(dual.col(t).array().isNaN().all());
      }
      for (const int t : {0, 1, 3, 6, 7, 11})
        EXPECT_LT((found.col(t) - expected.col(t)).norm(), 1e-8 * expected.col(t).norm());
    }
  }
}

TEST(KernelRidge, RowsOfZerosAreLikeNoOtherByCosine) {
  Problem p = make_problem({}, 5);
  p.x.row(3).setZero();
  p.x_new.row(0).setZero();
  const DirectKernel kernel{.name = "cosine"};
  const auto direct = direct_kernel_ridge(kernel, p.x.cast<double>(), p.y.cast<double>(), p.groups,
                                          p.alphas, p.x_new.cast<double>());
  AbiRegression model = kernel_ridge(p, kernel);
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_LT(relative_difference(model.predict(view(p.x_new)), direct.predicted), 1e-7);
}

TEST(KernelRidge, FarFromTheOriginDistancesKeepTheirDigits) {
  Problem p = make_problem({.mean = 0}, 5);
  const DirectKernel kernel{.name = "rbf", .gamma = 0.1};
  p.x.array() += 3e4f;  // what float32 leaves of x is the data
  p.x_new.array() += 3e4f;
  const auto direct = direct_kernel_ridge(kernel, p.x.cast<double>(), p.y.cast<double>(), p.groups,
                                          p.alphas, p.x_new.cast<double>());
  AbiRegression model = kernel_ridge(p, kernel);
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_LT(relative_difference(model.predict(view(p.x_new)), direct.predicted), 1e-9);
}

TEST(KernelRidge, SameRowsTwiceAreNoProblem) {
  Problem p = make_problem({.rows = 40, .columns = 3, .targets = 5}, 6);
  p.x.bottomRows(20) = p.x.topRows(20);
  const DirectKernel kernel{.name = "rbf", .gamma = 0.2};
  const auto direct = direct_kernel_ridge(kernel, p.x.cast<double>(), p.y.cast<double>(), p.groups,
                                          p.alphas, p.x_new.cast<double>());
  AbiRegression model = kernel_ridge(p, kernel);
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  EXPECT_LT(relative_difference(model.predict(view(p.x_new)), direct.predicted), 1e-8);
}

TEST(KernelRidge, ThreadsAndBlocksChangeNothing) {
  const Problem p = make_problem({.rows = 60, .columns = 8, .targets = 1100}, 3);
  const DirectKernel kernel{.name = "rbf", .gamma = 0};
  AbiRegression one = kernel_ridge(p, kernel, "float32");
  AbiRegression three = kernel_ridge(p, kernel, "float32", true, 3);
  for (auto* model : {&one, &three}) {
    model->prepare(view(p.x), p.groups, p.bands);
    model->fit(p.y);
  }
  const MatrixD whole = one.predict(view(p.x_new));
  EXPECT_EQ(three.predict(view(p.x_new)), whole);
  EXPECT_EQ(three.inspect("cv_score"), one.inspect("cv_score"));
  const MatrixF part = p.y.middleCols(700, 77);
  three.fit(part);
  EXPECT_LT((three.predict(view(p.x_new)) - whole.middleCols(700, 77)).norm(),
            1e-4 * whole.middleCols(700, 77).norm());
}

TEST(KernelRidge, RefusesWhatItCannotFit) {
  Problem p = make_problem({}, 5);
  const auto refusal = [&](const DirectKernel& k, const Problem& problem) -> std::string {
    AbiRegression model = kernel_ridge(problem, k);
    try {
      model.prepare(view(problem.x), problem.groups, problem.bands);
    } catch (const AbiError& e) {
      EXPECT_EQ(e.code, ENCORE_E_NUMERIC);
      return e.what();
    }
    return "nothing";
  };
  Problem one_run = p;
  std::fill(one_run.groups.begin(), one_run.groups.end(), 4);
  EXPECT_NE(refusal({.name = "rbf"}, one_run).find("at least two runs"), std::string::npos);
  Problem huge = p;
  huge.x *= 1e30f;
  EXPECT_NE(refusal({.name = "polynomial", .degree = 10}, huge).find("the kernel overflows"),
            std::string::npos);
  p.x(3, 3) = kNaN;
  EXPECT_NE(refusal({.name = "cosine"}, p).find("NaN or infinity"), std::string::npos);
}

TEST(KernelRidge, DamagedStatesAreRefused) {
  const Problem p = make_problem({}, 5);
  AbiRegression model = kernel_ridge(p, {.name = "rbf"});
  model.prepare(view(p.x), p.groups, p.bands);
  model.fit(p.y);
  const std::string state = model.save();
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{40}, state.size() / 2, state.size() - 1}) {
    AbiRegression cut = kernel_ridge(p, {.name = "rbf"});
    EXPECT_THROW(cut.load(state.substr(0, length)), AbiError);
  }
  AbiRegression other = kernel_ridge(p, {.name = "rbf"});
  other.load(state);
  EXPECT_THROW(other.predict(view(MatrixF(MatrixF::Ones(2, 3)))), AbiError);
  EXPECT_THROW(other.fit(p.y), AbiError);
}

}  // namespace
}  // namespace encore::testing
