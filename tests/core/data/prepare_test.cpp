#include "core/data/prepare.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/data/trend.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

using Kind = recipe::Detrend::Kind;

// The series of tests/reference/data_prepare.py.
base::VectorD series() {
  base::VectorD y(40);
  for (int t = 0; t < 40; ++t) y[t] = std::sin(0.3 * t) + 0.05 * t + (7 * t) % 5;
  return y;
}

base::MatrixF noise(Index rows, Index cols, std::uint64_t seed = 3) {
  base::Random random(seed);
  base::MatrixF m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(100 + random.normal());
  return m;
}

recipe::Prepare with(Kind kind) {
  recipe::Prepare p;
  p.detrend.kind = kind;
  return p;
}

// Values 0, 1, 17 and 39 of the prepared series, computed by data_prepare.py.
void expect_four(const base::MatrixF& y, const std::array<double, 4>& wanted) {
  const std::array<Index, 4> at = {0, 1, 17, 39};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(y(at[i], 0), wanted[i], 2e-6);
}

TEST(PrepareRun, PolynomialAgreesWithNumpy) {
  auto p = with(Kind::polynomial);
  p.detrend.order = 2;
  expect_four(prepare_run(series().cast<float>(), 2, {}, p),
              {-1.42359543, 0.0420707952, 0.618937176, 0.388270171});
}

TEST(PrepareRun, CosineAndConfoundsAgreeWithNilearn) {
  auto p = with(Kind::cosine);
  p.detrend.cutoff_s = 32;
  base::MatrixD confounds(40, 1);
  for (int t = 0; t < 40; ++t) confounds(t, 0) = std::cos(0.11 * std::pow(t, 1.5));
  expect_four(prepare_run(series().cast<float>(), 2, confounds, p),
              {-1.45058796, 0.121333328, 1.50949058, 0.690639189});
}

TEST(PrepareRun, OneProjectionIsLeastSquaresOnAllColumns) {
  auto p = with(Kind::polynomial);
  p.detrend.order = 3;
  p.zscore = recipe::Prepare::ZScore::none;
  const auto y = noise(60, 5);
  const base::MatrixD confounds = noise(60, 7, 9).cast<double>();
  base::MatrixD x(60, 11);
  for (int t = 0; t < 60; ++t)
    for (int k = 0; k < 4; ++k) x(t, k) = std::pow(t / 60.0, k);
  x.rightCols(7) = confounds;
  const base::MatrixD exact = y.cast<double>();
  const base::MatrixD residual = exact - x * x.completeOrthogonalDecomposition().solve(exact);
  const auto prepared = prepare_run(y, 2, confounds, p);
  EXPECT_LT((prepared.cast<double>() - residual).cwiseAbs().maxCoeff(), 1e-6);
  // What is left holds no trace of any column.
  EXPECT_LT((x.transpose() * prepared.cast<double>()).cwiseAbs().maxCoeff(), 1e-3);
}

TEST(PrepareRun, CollinearConfoundsChangeNothing) {
  const auto p = with(Kind::polynomial);
  const base::MatrixD one = noise(50, 2, 4).cast<double>();
  base::MatrixD many(50, 6);
  many << one, 3 * one.col(0) - one.col(1), base::MatrixD::Constant(50, 1, 5), one.col(0),
      base::MatrixD::Zero(50, 1);
  const auto a = prepare_run(noise(50, 3), 2, one, p), b = prepare_run(noise(50, 3), 2, many, p);
  EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 1e-5);
}

TEST(PrepareRun, ZScoredPerRun) {
  for (const Kind kind : {Kind::none, Kind::polynomial, Kind::cosine, Kind::running_median}) {
    const auto y = prepare_run(noise(80, 4), 1.5, {}, with(kind));
    for (Index v = 0; v < 4; ++v) {
      EXPECT_NEAR(y.col(v).mean(), 0, 1e-5);
      EXPECT_NEAR(y.col(v).squaredNorm() / 80, 1, 1e-4);
    }
  }
}

TEST(PrepareRun, NothingIsDoneWhenNothingIsAsked) {
  auto p = with(Kind::none);
  p.zscore = recipe::Prepare::ZScore::none;
  EXPECT_EQ(prepare_run(noise(30, 3), 2, {}, p), noise(30, 3));
}

TEST(PrepareRun, DegenerateVoxelsAreCountedAndHarmNobody) {
  for (const Kind kind : {Kind::none, Kind::polynomial, Kind::running_median}) {
    auto y = noise(60, 5);
    y(7, 1) = std::numeric_limits<float>::quiet_NaN();
    y(9, 3) = -std::numeric_limits<float>::infinity();
    y.col(4).setConstant(1234.567F);
    Degenerate found;
    const auto out = prepare_run(y, 2, {}, with(kind), &found);
    EXPECT_EQ(found.not_finite, 2);
    EXPECT_EQ(found.constant, 1);
    EXPECT_TRUE(out.col(1).array().isNaN().all());
    EXPECT_TRUE(out.col(3).array().isNaN().all());
    EXPECT_TRUE((out.col(4).array() == 0).all());
    EXPECT_EQ(out.col(0), prepare_run(noise(60, 1), 2, {}, with(kind)).col(0));
  }
}

TEST(PrepareRun, MedianIsTakenFromConfoundsToo) {
  // A voxel that is its confound plus drift leaves nothing behind but rounding.
  auto p = with(Kind::running_median);
  p.detrend.window_s = 30;
  p.zscore = recipe::Prepare::ZScore::none;
  const base::MatrixF confound = noise(100, 1);
  Degenerate found;
  prepare_run(confound * 3, 2, confound.cast<double>(), p, &found);
  EXPECT_EQ(found.constant, 1);
}

// Values of nilearn's signal.clean with sample_mask, of data_prepare.py; dropped rows are 0.
TEST(PrepareRun, DroppedRowsTakeNoPart) {
  auto p = with(Kind::cosine);
  p.detrend.cutoff_s = 32;
  base::MatrixD confounds(40, 1);
  for (int t = 0; t < 40; ++t) confounds(t, 0) = std::cos(0.11 * std::pow(t, 1.5));
  base::MatrixF y = series().cast<float>();
  y(5, 0) += 1000;
  y(6, 0) -= 500;
  const auto prepared = prepare_run(y, 2, confounds, p, nullptr, {5, 6});
  expect_four(prepared, {-1.56017348, -2.77603046e-06, 1.55513213, 0.663955327});
  EXPECT_EQ(prepared(5, 0), 0);
  EXPECT_EQ(prepared(6, 0), 0);
  const base::VectorD kept = prepared.col(0).cast<double>();
  EXPECT_NEAR(kept.sum(), 0, 1e-4);
  EXPECT_NEAR(kept.squaredNorm() / 38, 1, 1e-5);
}

// A regressor that is 1 in one volume takes that volume out of the estimate, so that the others are
// left as if it had been dropped, but for the variance, which is of all rows.
TEST(PrepareRun, SpikesLeaveWhatDroppingLeaves) {
  auto p = with(Kind::polynomial);
  p.zscore = recipe::Prepare::ZScore::none;
  const base::MatrixD confounds = noise(40, 3, 9).cast<double>();
  const auto dropped = prepare_run(noise(40, 6), 2, confounds, p, nullptr, {3, 17});
  p.scrub.method = recipe::Scrub::Method::spikes;
  const auto spiked = prepare_run(noise(40, 6), 2, confounds, p, nullptr, {3, 17});
  EXPECT_LT((dropped - spiked).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_LT(spiked.row(17).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(PrepareRun, TooManyConfoundsAreRefused) {
  EXPECT_ERROR(prepare_run(noise(10, 2), 2, noise(10, 12, 8).cast<double>(), with(Kind::none)),
               "nothing would be left");
}

TEST(PrepareRun, ThreadsDoNotMatter) {
  auto p = with(Kind::running_median);
  base::set_threads(1);
  const auto one = prepare_run(noise(120, 700), 1.5, {}, p);
  base::set_threads(3);
  EXPECT_EQ(one, prepare_run(noise(120, 700), 1.5, {}, p));
  base::set_threads(0);
}

TEST(RunningMedian, AgreesWithScipy) {
  const base::VectorF y = series().cast<float>();
  base::VectorF out(40);
  const auto median = [&](Index window) {
    running_median({y.data(), 40}, window, {out.data(), 40});
  };
  median(11);  // scipy.ndimage.median_filter(y, 11, mode="reflect")
  const std::array<double, 40> wanted = {
      2.34552021, 2.34552021, 2.34552021, 2.34552021, 2.34552021, 2.34552021, 2.39225431,
      3.27384763, 2.39225431, 2.82842423, 2.39225431, 2.39225431, 2.39225431, 2.07546318,
      2.39225431, 1.80383539, 2.39225431, 2.82842423, 2.72843976, 2.82842423, 2.72843976,
      3.0668139,  3.39931446, 3.25459891, 3.39931446, 3.25459891, 3.67445442, 4.29854335,
      3.67445442, 4.00012531, 3.67445442, 3.67445442, 3.67445442, 3.25459891, 3.67445442,
      3.67445442, 3.67445442, 4.00012531, 2.81906377, 2.81906377};
  for (std::size_t t = 0; t < 40; ++t)
    EXPECT_NEAR(out[static_cast<Index>(t)], wanted[t], 1e-6) << t;
  median(101);  // longer than the series
  EXPECT_NEAR(out[0], 3.0668139, 1e-6);
  EXPECT_NEAR(out[39], 2.82842423, 1e-6);
  median(1);
  EXPECT_EQ(out, y);
}

TEST(RunningMedian, AgreesWithSortingEveryWindow) {
  base::Random random(5);
  for (int round = 0; round < 60; ++round) {
    const auto n = static_cast<Index>(1 + random.below(50));
    const auto half = static_cast<Index>(random.below(40));
    base::VectorF y(n), out(n);
    for (auto& v : y) v = static_cast<float>(random.below(8));  // many ties
    running_median({y.data(), static_cast<std::size_t>(n)}, 2 * half + 1,
                   {out.data(), static_cast<std::size_t>(n)});
    for (Index t = 0; t < n; ++t) {
      std::vector<float> window;
      for (Index i = t - half; i <= t + half; ++i) window.push_back(y[mirrored(i, n)]);
      std::sort(window.begin(), window.end());
      ASSERT_EQ(out[t], window[static_cast<std::size_t>(half)]);
    }
  }
}

TEST(Trend, WindowsAndBases) {
  EXPECT_EQ(odd_window(240, 1.5), 161);
  EXPECT_EQ(odd_window(240, 2.0), 121);
  EXPECT_EQ(odd_window(3, 1), 3);
  EXPECT_EQ(odd_window(0.1, 1), 1);
  const auto cosines = cosine_basis(200, 2, 128);  // 2 * 200 * 2 / 128 = 6.25
  EXPECT_EQ(cosines.cols(), 7);
  EXPECT_LT((cosines.transpose() * cosines -
             base::MatrixD((cosines.transpose() * cosines).diagonal().asDiagonal()))
                .cwiseAbs()
                .maxCoeff(),
            1e-9);
  EXPECT_NEAR(polynomial_basis(11, 2)(5, 2), -0.5, 1e-12);
  EXPECT_EQ(orthonormal(base::MatrixD::Ones(9, 3)).cols(), 1);
}

}  // namespace
}  // namespace encore::data
