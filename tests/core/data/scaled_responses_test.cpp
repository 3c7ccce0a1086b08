// Mean and variance over training rows, which test rows and outliers do not move.
#include "core/data/scaled_responses.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::data {
namespace {

constexpr Index kRows = 12, kVoxels = 5;

// Rows 0 to 7 train, row 3 is an outlier; the voxels have means, scales, one is constant while it
// trains, and one has a NaN.
struct Given final : Responses {
  Given() {
    base::Random random(1);
    for (Index i = 0; i < kRows; ++i) {
      all.push_back({.run = static_cast<std::int32_t>(i / 4), .test = i >= 8, .scrubbed = i == 3});
      for (Index v = 0; v < kVoxels; ++v)
        y(i, v) =
            static_cast<float>(static_cast<double>(v) * (100 + random.normal()) + random.normal());
    }
    y.col(3).head(8).setConstant(7);
    y(5, 4) = NAN;
  }
  const std::vector<Row>& rows() const override { return all; }
  Index voxels() const override { return y.cols(); }
  base::MatrixF read(Index first, Index count) const override { return y.middleCols(first, count); }
  std::vector<Row> all;
  base::MatrixF y{kRows, kVoxels};
};

TEST(ScaledResponses, TrainingRowsHaveMeanZeroAndVarianceOne) {
  const Given given;
  const auto scaled = scaled_by_training_rows(std::make_unique<Given>());
  EXPECT_EQ(scaled->voxels(), kVoxels);
  EXPECT_EQ(scaled->rows().size(), static_cast<std::size_t>(kRows));
  const auto z = scaled->read(0, kVoxels);
  const std::vector<Index> train = {0, 1, 2, 4, 5, 6, 7};
  for (Index v = 0; v < 3; ++v) {
    const base::VectorD fitted = z(train, v).cast<double>();
    EXPECT_NEAR(fitted.mean(), 0, 1e-6);
    EXPECT_NEAR((fitted.array() - fitted.mean()).square().mean(), 1, 1e-6);
    // The same line for every row, test rows and outliers as well.
    const double slope =
        static_cast<double>(z(1, v) - z(0, v)) / static_cast<double>(given.y(1, v) - given.y(0, v));
    for (Index i = 0; i < kRows; ++i)
      EXPECT_NEAR(static_cast<double>(z(i, v) - z(0, v)),
                  slope * static_cast<double>(given.y(i, v) - given.y(0, v)), 1e-3);
  }
  EXPECT_TRUE(z.col(3).isZero());
  EXPECT_TRUE(z.col(4).array().isNaN().all());
  EXPECT_EQ(scaled->read(1, 1), z.col(1));
}

TEST(ScaledResponses, NeedATrainingRow) {
  auto given = std::make_unique<Given>();
  for (auto& row : given->all) row.test = true;
  EXPECT_THROW(scaled_by_training_rows(std::move(given)), base::Error);
}

}  // namespace
}  // namespace encore::data
