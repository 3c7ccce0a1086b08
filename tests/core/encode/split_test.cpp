// The product measure: himalaya's values, and the formula written out with the intercept in it.
#include "core/encode/split.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/random.hpp"
#include "core/stats/score.hpp"

namespace encore::encode {
namespace {

using base::MatrixD;
using base::MatrixF;
using base::VectorD;

// A share with a last row of 0: it is centred on the training rows already.
BandShare centred(const std::vector<MatrixF>& shares) {
  return [&shares](unsigned band) {
    MatrixF out = MatrixF::Zero(shares[band].rows() + 1, shares[band].cols());
    out.topRows(shares[band].rows()) = shares[band];
    return out;
  };
}

TEST(SplitR2, IsThatOfHimalaya) {
  // tests/reference/split.py
  const double expected[3][4] = {{0.8298693178, 0.6343939521, 0.6139845177, 0.4673422628},
                                 {0.02571818576, 0.1623836879, 0.04640665257, 0.03596843513},
                                 {-0.2844994252, -0.1890902672, -0.05021166971, -0.04983763048}};
  constexpr Index kRows = 30, kTargets = 4;
  std::vector<MatrixD> exact(3, MatrixD(kRows, kTargets));
  MatrixD y(kRows, kTargets);
  for (Index i = 0; i < kRows; ++i)
    for (Index k = 0; k < kTargets; ++k) {
      const auto r = static_cast<double>(i), t = static_cast<double>(k);
      for (std::size_t b = 0; b < 3; ++b) {
        const auto band = static_cast<double>(b);
        exact[b](i, k) =
            std::sin(0.7 * r * (band + 1) + t * t) / (band + 1) + 0.1 * band - 0.05 * t;
      }
      y(i, k) = exact[0](i, k) + 0.7 * exact[1](i, k) - 0.4 * exact[2](i, k) +
                (0.1 + 0.4 * t) * std::sin(2.39 * r * (t + 2) + 0.17 * r * r);
    }
  y.rowwise() -= y.colwise().mean().eval();
  std::vector<MatrixF> shares;
  for (const auto& s : exact) shares.push_back(s.cast<float>());
  const MatrixF measured = y.cast<float>(), predicted = shares[0] + shares[1] + shares[2];
  const VectorD r2 = stats::score(measured, predicted).r2;
  const MatrixD parts = split_r2(measured, predicted, r2, 3, centred(shares));
  for (Index b = 0; b < 3; ++b)
    for (Index t = 0; t < kTargets; ++t) EXPECT_NEAR(parts(b, t), expected[b][t], 2e-7);
}

// A linear model on features with means of their own, and responses with another mean in the test.
struct Linear {
  static constexpr Index kTrain = 50, kTest = 24, kVoxels = 5, kColumns = 3, kBands = 2;

  explicit Linear(double offset) : x(kTrain + kTest, kBands * kColumns), y(kTest, kVoxels) {
    base::Random random(7);
    for (auto& v : x.reshaped()) v = random.normal() + offset;
    weights = MatrixD(x.cols(), kVoxels);
    for (auto& v : weights.reshaped()) v = random.normal();
    // Keeps the prediction the same whatever the offset is.
    intercept = (3 - offset * weights.colwise().sum().array()).matrix().transpose();
    for (Index v = 0; v < kVoxels; ++v)
      for (Index i = 0; i < kTest; ++i)
        y(i, v) = prediction()(i, v) - 0.3 * static_cast<double>(v) + random.normal();
  }
  MatrixD share(Index band) const {
    return x.middleCols(band * kColumns, kColumns) * weights.middleRows(band * kColumns, kColumns);
  }
  MatrixD prediction() const {
    return ((x * weights).rowwise() + intercept.transpose()).bottomRows(kTest);
  }
  MatrixF with_mean(Index band) const {
    MatrixD out(kTest + 1, kVoxels);
    out << share(band).bottomRows(kTest), share(band).topRows(kTrain).colwise().mean();
    return out.cast<float>();
  }
  MatrixD split() const {
    const MatrixF measured = y.cast<float>(), predicted = prediction().cast<float>();
    return split_r2(measured, predicted, stats::score(measured, predicted).r2, kBands,
                    [&](unsigned band) { return with_mean(band); });
  }

  MatrixD x, y, weights;
  VectorD intercept;
};

TEST(SplitR2, GivesTheInterceptInEqualParts) {
  const Linear model(0.5);
  const MatrixD p = model.prediction(), parts = model.split();
  for (Index v = 0; v < Linear::kVoxels; ++v) {
    const VectorD y = model.y.col(v).array() - model.y.col(v).mean();
    const VectorD whole = p.col(v).array() - model.y.col(v).mean();
    std::vector<VectorD> shares;
    VectorD rest = whole;
    for (Index b = 0; b < Linear::kBands; ++b) {
      const VectorD all = model.share(b).col(v);
      shares.push_back(all.tail(Linear::kTest).array() - all.head(Linear::kTrain).mean());
      rest -= shares.back();
    }
    ASSERT_LT((rest.array() - rest(0)).abs().maxCoeff(), 1e-12) << "it is one number";
    for (Index b = 0; b < Linear::kBands; ++b) {
      const VectorD own = shares[static_cast<std::size_t>(b)] + rest / Linear::kBands;
      EXPECT_NEAR(parts(b, v), own.dot(2 * y - whole) / y.squaredNorm(), 2e-6);
    }
    EXPECT_NEAR(parts.col(v).sum(), 1 - (y - whole).squaredNorm() / y.squaredNorm(), 1e-6);
  }
}

TEST(SplitR2, DoesNotDependOnTheOriginOfTheFeatures) {
  const MatrixD near = Linear(0).split(), far = Linear(20).split();
  EXPECT_LT((near - far).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(SplitR2, IsNanWhereR2Is) {
  MatrixF y = MatrixF::Random(10, 2), share = MatrixF::Random(11, 2);
  y.col(1).setConstant(2);
  const MatrixF predicted = 2 * share.topRows(10);
  const VectorD r2 = stats::score(y, predicted).r2;
  const MatrixD parts = split_r2(y, predicted, r2, 2, [&](unsigned) { return share; });
  EXPECT_NEAR(parts.col(0).sum(), r2(0), 1e-12);
  EXPECT_TRUE(std::isnan(parts(0, 1)) && std::isnan(parts(1, 1)));
}

}  // namespace
}  // namespace encore::encode
