// The Gaussian null: against SciPy's Student t, and against the simulation that it stands for.
#include "core/stats/gaussian.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.hpp"
#include "core/stats/score.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

// scipy.stats.t.sf(r * sqrt((n - 2) / (1 - r * r)), n - 2): tests/reference/stats_reference.py
TEST(Gaussian, IsStudentsT) {
  base::VectorD r(6);
  r << -0.2, 0, 0.1, 0.3, 0.7, std::numeric_limits<double>::quiet_NaN();
  const auto expect = [&](Index rows, std::vector<double> wanted) {
    const auto p = gaussian_p(r, rows);
    for (Index i = 0; i < 5; ++i)
      EXPECT_NEAR(p(i) / wanted[static_cast<std::size_t>(i)], 1, 1e-8) << rows << " " << r(i);
    EXPECT_TRUE(std::isnan(p(5)));
  };
  expect(10, {0.710208, 0.5, 0.39171220312500005, 0.19984573437500008, 0.012103171875000011});
  expect(60, {0.9372548410534477, 0.5, 0.2235643140302285, 0.009934091444660849,
              2.423924573973209e-10});
  expect(600, {0.9999996068688315, 0.5, 0.00713236557617921, 3.0310889770119776e-14,
               8.511623104685178e-90});
  EXPECT_EQ(gaussian_p(base::VectorD::Constant(1, 1), 10)(0), 0);
  EXPECT_EQ(gaussian_p(base::VectorD::Constant(1, -1), 10)(0), 1);
  EXPECT_THROW(gaussian_p(r, 2), base::Error);
}

// The preprint draws pairs of Gaussian vectors and looks where r stands among theirs.
TEST(Gaussian, IsWhatSimulatedVectorsTendTo) {
  base::Random random(3);
  const Index pairs = 20000;
  const auto null = score(test::noise(40, pairs, random), test::noise(40, pairs, random)).pearson_r;
  for (const double r : {-0.1, 0.0, 0.15, 0.3, 0.4}) {
    const double p = gaussian_p(base::VectorD::Constant(1, r), 40)(0);
    const double share = static_cast<double>((null.array() >= r).count()) / pairs;
    EXPECT_NEAR(share, p, 4 * std::sqrt(p * (1 - p) / pairs)) << r;
  }
}

TEST(Neighbours, CorrelateAsTheSeriesWasMade) {
  base::Random random(5);
  const auto runs = test::blocks(2000, 500);
  auto y = test::autoregressive(2000, 20, 0.7, random);
  EXPECT_NEAR(neighbour_correlation(y, runs), 0.7, 0.02);
  EXPECT_NEAR(neighbour_correlation(test::noise(2000, 20, random), runs), 0, 0.02);
  y.leftCols(19).setConstant(1);  // constant voxels are left out
  EXPECT_NEAR(neighbour_correlation(y, runs), 0.7, 0.06);
  EXPECT_TRUE(std::isnan(neighbour_correlation(base::MatrixF::Ones(9, 2), test::blocks(9, 9))));
  base::MatrixF saw(4, 1);
  saw << 1, -1, 1, -1;  // pairs within runs of two rows: -1 and -1, of a sum of squares of 4
  EXPECT_DOUBLE_EQ(neighbour_correlation(saw, test::blocks(4, 2)), -0.5);
}

}  // namespace
}  // namespace encore::stats
