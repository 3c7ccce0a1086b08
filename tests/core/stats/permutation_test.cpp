// p-values: against enumeration, against a slow direct computation, and on nulls.
#include "core/stats/permutation.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/parallel.hpp"
#include "core/stats/score.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;
using test::blocks;

// The definition, row by row in float64.
double slow_p(const Orders& orders, const base::VectorF& y, const base::VectorF& x) {
  const double observed = score(y, x).pearson_r(0);
  int reached = 0;
  for (int d = 0; d < orders.draws; ++d)
    if (score(y, test::reordered(orders, d, x)).pearson_r(0) >= observed - 5e-6) ++reached;
  return (1.0 + reached) / (1.0 + orders.draws);
}

enum class Test { block, clip, shift };

struct Shape {
  Index rows, run_rows, block;
  Test test = Test::block;

  Orders orders(int draws, std::uint64_t seed) const {
    const Labels labels = blocks(rows, run_rows);
    if (test == Test::shift) return shift_orders(labels, block, draws, seed);
    if (test == Test::block) return block_orders(labels, block, draws, seed);
    // Clips of `block` rows, heard in every run.
    Labels clip;
    for (Index i = 0; i < rows; ++i)
      clip.push_back(static_cast<std::int32_t>(i % run_rows / block));
    return clip_orders(clip, blocks(rows, block), draws, seed);
  }
};

class AgainstDefinition : public ::testing::TestWithParam<Shape> {};

TEST_P(AgainstDefinition, SamePValues) {
  const Index rows = GetParam().rows;
  base::Random random(3);
  const base::MatrixF x = test::noise(rows, 37, random);
  const base::MatrixF y = 0.15f * x + test::noise(rows, 37, random);
  const auto orders = GetParam().orders(99, 5);
  const auto p = p_values(orders, y, x);
  for (Index v = 0; v < 37; ++v) EXPECT_NEAR(p(v), slow_p(orders, y.col(v), x.col(v)), 0.0101);
  double mean_difference = 0;  // a near tie may fall either way, but not more than one
  for (Index v = 0; v < 37; ++v)
    mean_difference += std::abs(p(v) - slow_p(orders, y.col(v), x.col(v)));
  EXPECT_LT(mean_difference / 37, 0.0005);
}

INSTANTIATE_TEST_SUITE_P(Shapes, AgainstDefinition,
                         ::testing::Values(Shape{60, 60, 10}, Shape{97, 33, 7}, Shape{40, 40, 1},
                                           Shape{300, 100, 1},  // too many blocks for a table
                                           Shape{23, 23, 11}, Shape{60, 30, 5, Test::clip},
                                           Shape{300, 100, 1, Test::clip},
                                           Shape{90, 30, 6, Test::shift},
                                           Shape{120, 120, 2, Test::shift},
                                           // too many products for a table
                                           Shape{600, 600, 2, Test::shift}));

TEST(PValues, EnumeratedByHand) {
  // Two blocks of two rows: half of all draws keep the order (r as observed), half swap them.
  base::MatrixF y(4, 2), x(4, 2);
  y.col(0) << 1, 2, 5, 9;
  x.col(0) << 1, 2, 5, 9;  // swapping lowers r: p is about one half
  y.col(1) << 1, 2, 5, 9;
  x.col(1) << 5, 9, 1, 2;  // swapping raises r: p is one
  const auto orders = block_orders(Labels(4, 0), 2, 1000, 1);
  int kept = 0;
  for (int d = 0; d < 1000; ++d) kept += orders.draw(d)[0] == 0 ? 1 : 0;
  const auto p = p_values(orders, y, x);
  EXPECT_DOUBLE_EQ(p(0), (1.0 + kept) / 1001);
  EXPECT_NEAR(p(0), 0.5, 0.06);
  EXPECT_EQ(p(1), 1);
}

TEST(PValues, EqualBlocksAreTies) {
  base::MatrixF y(6, 1), x(6, 1);
  y << 1, 2, 1, 2, 1, 2;  // every order gives the same r
  x << 0.3f, 0.9f, 0.3f, 0.9f, 0.3f, 0.9f;
  EXPECT_EQ(p_values(block_orders(Labels(6, 0), 2, 100, 1), y, x)(0), 1);
}

TEST(PValues, StrongEffectsReachTheFloorAndConstantsAreNaN) {
  base::MatrixF y = test::series(60, 20, 0);
  const base::MatrixF x = y;
  y.col(4).setConstant(2);
  y(3, 5) = std::numeric_limits<float>::quiet_NaN();
  const auto p = p_values(block_orders(blocks(60, 60), 6, 500, 2), y, x);
  EXPECT_TRUE(std::isnan(p(4)) && std::isnan(p(5)));
  EXPECT_DOUBLE_EQ(p(0), 1.0 / 501);
}

TEST(PValues, DoNotDependOnBlocksOfVoxelsOrThreads) {
  base::Random random(4);
  const auto y = test::noise(60, 1500, random), x = test::noise(60, 1500, random);
  const auto orders = block_orders(blocks(60, 60), 10, 200, 1);
  auto maxima_one = no_maxima(orders), maxima = maxima_one;
  base::set_threads(1);
  const auto one = p_values(orders, y, x, &maxima_one);
  base::set_threads(3);
  EXPECT_TRUE(test::same_bytes(p_values(orders, y, x, &maxima), one));
  EXPECT_EQ(maxima, maxima_one);
  EXPECT_TRUE(test::same_bytes(p_values(orders, y, x), one)) << "maxima change nothing";
  EXPECT_TRUE(test::same_bytes(p_values(orders, y.middleCols(701, 99), x.middleCols(701, 99)),
                               one.segment(701, 99)));
}

using test::share_below;

TEST(PValues, AreUniformUnderTheNull) {
  base::Random random(6);
  const auto y = test::noise(240, 3000, random), x = test::noise(240, 3000, random);
  const auto p = p_values(block_orders(blocks(240, 80), 10, 199, 1), y, x);
  for (const double level : {0.05, 0.25, 0.5, 0.9})
    EXPECT_NEAR(share_below(p, level), level, 4 * std::sqrt(level * (1 - level) / 3000));
}

// Why blocks: slow series correlate by chance, and single rows are not exchangeable.
TEST(PValues, BlocksHoldTheLevelWhereRowsDoNot) {
  base::Random random(8);
  const auto y = test::autoregressive(600, 2000, 0.7, random);
  const auto x = test::autoregressive(600, 2000, 0.7, random);
  const auto in_blocks = p_values(block_orders(blocks(600, 100), 10, 199, 1), y, x);
  const auto in_rows = p_values(block_orders(blocks(600, 100), 1, 199, 1), y, x);
  EXPECT_NEAR(share_below(in_blocks, 0.05), 0.06, 0.02);
  EXPECT_GT(share_below(in_rows, 0.05), 0.12);
}

}  // namespace
}  // namespace encore::stats
