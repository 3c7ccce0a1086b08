// Responses with a mean: scores agree with float64, whatever the mean and the penalty.
#include "core/encode/centre.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <memory>

#include "core/base/random.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/plugin/catalog.hpp"
#include "tests/core/encode/rows.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::encode {
namespace {

namespace fs = std::filesystem;
using base::MatrixD;
using base::MatrixF;
using base::VectorD;

class Given final : public data::Responses {
 public:
  explicit Given(MatrixF y) : y_(std::move(y)) {}
  const std::vector<data::Row>& rows() const override { return rows_; }
  Index voxels() const override { return y_.cols(); }
  MatrixF read(Index first, Index count) const override { return y_.middleCols(first, count); }
  const MatrixF& all() const { return y_; }

 private:
  MatrixF y_;
  std::vector<data::Row> rows_;
};

// Noise that nothing predicts, so that many voxels take the largest penalty.
class Centred : public testing::TestWithParam<double> {
 protected:
  static constexpr Index kRows = 160, kTrain = 120, kVoxels = 40, kDims = 8;
  static MatrixF noise(Index rows, Index cols, double mean) {
    base::Random random(4);
    MatrixF out(rows, cols);
    for (Index i = 0; i < out.size(); ++i)
      out.data()[i] = static_cast<float>(mean + random.normal());
    return out;
  }
  explicit Centred() : responses(noise(kRows, kVoxels, GetParam())) {
    base::Random random(5);
    MatrixF x(kRows, kDims);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
    problem.responses = &responses;
    problem.rows = test::rows_of(kRows, kTrain, 40);
    problem.x_train = x.topRows(kTrain);
    problem.x_test = x.bottomRows(kRows - kTrain);
    problem.x_mean = column_means(problem.x_train);
    problem.fold = folds(problem.rows.train, {});
    problem.band_start = {0, kDims};
    problem.band_names = {"a"};
  }
  Facts fit(const char* params = "{}") {
    const auto& ridge = *catalog.find("encore.ridge");
    plugin::Regression regression(ridge, plugin::params_of(ridge, params, {}), {});
    const auto facts = encode(problem, regression, file(), {});
    read = std::make_unique<io::H5File>(file(), io::H5File::Mode::read);
    return facts;
  }
  VectorD found(const char* name) const { return read->read_d(name).reshaped(); }
  fs::path file() const { return folder.path() / "encode.h5"; }
  // What a voxel's penalty predicts of the test rows.
  VectorD direct(Index v, double alpha) const {
    const MatrixD x = problem.x_train.cast<double>();
    const VectorD y = responses.all().col(v).head(kTrain).cast<double>();
    const VectorD mean = x.colwise().mean();
    const MatrixD centred = x.rowwise() - mean.transpose();
    MatrixD gram = centred.transpose() * centred;
    gram.diagonal().array() += alpha;
    const VectorD w = gram.llt().solve(centred.transpose() * (y.array() - y.mean()).matrix());
    const MatrixD test = problem.x_test.cast<double>().rowwise() - mean.transpose();
    return (test * w).array() + y.mean();
  }

  plugin::Catalog catalog = plugin::Catalog::scan(
      {fs::path(ENCORE_BINARY_DIR) / "lib/encore/plugins"}, plugin::program());
  plugin::TemporaryFolder folder;
  Given responses;
  Problem problem;
  std::unique_ptr<io::H5File> read;
};

TEST_P(Centred, ScoresAreThoseOfFloat64AtEveryPenalty) {
  const Facts facts = fit();
  const VectorD r = found("/pearson_r"), r2 = found("/r2"), alpha = found("/alpha");
  const VectorD mean = found("/mean");
  const MatrixD predictions = read->read_d("/predictions");
  EXPECT_EQ(facts.still_voxels, 0);
  EXPECT_GT((alpha.array() > 1e7).count(), 5) << "the case is about large penalties";
  for (Index v = 0; v < kVoxels; ++v) {
    const VectorD y = responses.all().col(v).tail(kRows - kTrain).cast<double>();
    const VectorD p = direct(v, alpha(v));
    const VectorD a = y.array() - y.mean(), b = p.array() - p.mean();
    EXPECT_NEAR(r(v), a.dot(b) / (a.norm() * b.norm()), 1e-6) << v;
    EXPECT_NEAR(r2(v), 1 - (y - p).squaredNorm() / a.squaredNorm(), 1e-6) << v;
    EXPECT_NEAR(mean(v), responses.all().col(v).head(kTrain).cast<double>().mean(), 1e-9) << v;
    EXPECT_LT((predictions.col(v).array() + mean(v) - p.array()).abs().maxCoeff(), 1e-5) << v;
  }
}

// Data are taken as they are where the recipe turns the intercept off.
TEST_P(Centred, NothingIsTakenOutWithoutAnIntercept) {
  problem.centred = false;
  fit("{\"intercept\": false}");
  EXPECT_EQ(found("/mean").cwiseAbs().maxCoeff(), 0);
  if (GetParam() > 1) {
    EXPECT_LT(found("/r2").maxCoeff(), -10);
  }
}

// Without a varying feature every prediction is 0: the fits are there, their correlation is not.
TEST_P(Centred, FitsThatDoNotVaryAreCounted) {
  problem.x_train.setZero();
  problem.x_test.setZero();
  EXPECT_EQ(fit().still_voxels, kVoxels);
}

INSTANTIATE_TEST_SUITE_P(Means, Centred, testing::Values(0.0, 1.0, 10.0, 1000.0));

TEST(Subtract, KeepsAConstantVoxelConstant) {
  MatrixF y(3, 3);
  y << 16777216.0f, 1, 2,  //
      16777218.0f, 1, 3,   //
      16777216.0f, 1, std::nanf("");
  const VectorD mean = VectorD::Constant(3, 0.1);
  subtract(mean, y);
  EXPECT_EQ(y(0, 0), y(1, 0)) << "moves by one step of float32";
  EXPECT_FLOAT_EQ(y(0, 1), 0.9f);
  EXPECT_EQ(y(0, 1), y(2, 1));
  EXPECT_FLOAT_EQ(y(0, 2), 1.9f);
  EXPECT_FLOAT_EQ(y(1, 2), 2.9f);
  EXPECT_TRUE(std::isnan(y(2, 2)));
  EXPECT_TRUE(std::isnan(centre(y)(2)));
}

}  // namespace
}  // namespace encore::encode
