// Bootstrap over clips: against resampling row by row, and how often intervals hold the truth.
#include "core/stats/compare.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/stats/score.hpp"
#include "core/stats/stretches.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;

Labels clips(Index n, Index rows_each) {
  Labels labels;
  for (Index c = 0; c < n; ++c)
    labels.insert(labels.end(), static_cast<std::size_t>(rows_each),
                  static_cast<std::int32_t>(10 * c - 3));
  return labels;
}

// The rows of one draw, written out.
base::MatrixF resampled(const base::MatrixF& m, const Labels& labels,
                        const base::VectorF& weights) {
  std::vector<std::int32_t> order;
  std::vector<Index> rows;
  for (const auto c : labels)
    if (std::find(order.begin(), order.end(), c) == order.end()) order.push_back(c);
  for (std::size_t c = 0; c < order.size(); ++c)
    for (int w = 0; w < static_cast<int>(weights(static_cast<Index>(c))); ++w)
      for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] == order[c]) rows.push_back(static_cast<Index>(i));
  return m(rows, Eigen::all);
}

TEST(Bootstrap, EqualsResamplingRowByRow) {
  Labels labels = clips(6, 7);
  labels.insert(labels.end(), 3, 99);  // a shorter clip
  std::swap(labels[0], labels[20]);    // rows of a clip need not be neighbours
  const auto y = test::series(45, 4, 0), p = test::series(45, 4, 0.9);
  const ClipBootstrap bootstrap(labels, 30, 1);
  EXPECT_EQ(bootstrap.clips(), 7);
  const auto s = bootstrap.sums(y, p);
  const auto r = bootstrap.correlations(s, 0, 4);
  EXPECT_TRUE(s.r.isApprox(score(y, p).pearson_r, 1e-14));
  for (Index d = 0; d < 30; ++d) {
    const base::VectorF w = bootstrap.weights().row(d);
    EXPECT_EQ(w.sum(), 7);
    const auto direct = score(resampled(y, labels, w), resampled(p, labels, w)).pearson_r;
    EXPECT_TRUE(r.row(d).transpose().cast<double>().isApprox(direct, 2e-6)) << d;
  }
}

TEST(Bootstrap, NeedsTwoClips) { EXPECT_THROW(ClipBootstrap(Labels(10, 4), 10, 1), base::Error); }

RoiDraws draws_of(const ClipBootstrap& bootstrap, const base::MatrixF& y, const base::MatrixF& p,
                  const std::vector<int>& roi, int rois) {
  RoiDraws out(rois, bootstrap.draws());
  bootstrap.add(bootstrap.sums(y, p), roi, std::vector<char>(roi.size(), 1), out);
  return out;
}

TEST(RoiDraws, SumVoxelsOfEachRoiAndOfTheBrain) {
  auto y = test::series(60, 5, 0);
  const auto p = test::series(60, 5, 0.9);
  y.col(3).setConstant(1);  // has no r: left out
  const ClipBootstrap bootstrap(clips(6, 10), 40, 2);
  RoiDraws out(2, 40);
  bootstrap.add(bootstrap.sums(y, p), {0, 1, 0, 0, -1}, {1, 1, 1, 1, 1}, out);
  const auto r = score(y, p).pearson_r;
  EXPECT_EQ(out.voxels, Eigen::Vector3d(2, 1, 4));
  EXPECT_NEAR(out.r(0), r(0) + r(2), 1e-12);
  EXPECT_NEAR(out.r(2), r(0) + r(1) + r(2) + r(4), 1e-12);
  const auto drawn = bootstrap.correlations(bootstrap.sums(y, p), 0, 5);
  EXPECT_NEAR(out.drawn(7, 0), drawn(7, 0) + drawn(7, 2), 1e-6);
  RoiDraws masked(2, 40);
  bootstrap.add(bootstrap.sums(y, p), {0, 1, 0, 0, -1}, {0, 1, 1, 1, 1}, masked);
  EXPECT_EQ(masked.voxels, Eigen::Vector3d(1, 1, 3));
}

TEST(RoiDraws, BlocksAddUpAndThreadsDoNotMatter) {
  base::Random random(5);
  const auto y = test::noise(60, 5000, random), p = test::noise(60, 5000, random);
  const ClipBootstrap bootstrap(clips(6, 10), 20, 2);
  std::vector<int> roi(5000);
  for (std::size_t v = 0; v < 5000; ++v) roi[v] = static_cast<int>(v % 3) - 1;
  base::set_threads(1);
  const auto one = draws_of(bootstrap, y, p, roi, 2);
  base::set_threads(3);
  EXPECT_EQ(one.drawn, draws_of(bootstrap, y, p, roi, 2).drawn);
  auto parts =
      draws_of(bootstrap, y.leftCols(1234), p.leftCols(1234), {roi.begin(), roi.begin() + 1234}, 2);
  parts.add(draws_of(bootstrap, y.rightCols(3766), p.rightCols(3766),
                     {roi.begin() + 1234, roi.end()}, 2));
  EXPECT_EQ(parts.voxels, one.voxels);
  EXPECT_TRUE(parts.drawn.isApprox(one.drawn, 1e-6));
}

TEST(Interval, IsNumPysPercentile) {
  RoiDraws d(1, 5);
  d.voxels << 2, 0;
  d.r(0) = 6;
  d.drawn.col(0) << 10, 2, 4, 8, 6;  // means 5 1 2 4 3
  const auto i = roi_mean(d, 0, 0.8);
  EXPECT_DOUBLE_EQ(i.value, 3);
  EXPECT_DOUBLE_EQ(i.low, 1.4);  // np.percentile([5, 1, 2, 4, 3], 10)
  EXPECT_DOUBLE_EQ(i.high, 4.6);
  EXPECT_DOUBLE_EQ(i.se, std::sqrt(2.5));
  EXPECT_TRUE(std::isnan(roi_mean(d, 1, 0.8).value));  // no voxels
}

// scipy.stats: sqrt(n / (n - 1)) * t.ppf(.975, n - 1) / norm.ppf(.975)
TEST(Interval, IsWiderForFewUnits) {
  EXPECT_NEAR(widening(12, 0.95), 1.172906, 1e-5);
  EXPECT_NEAR(widening(60, 0.9), 1.024526, 1e-5);
  EXPECT_EQ(widening(0, 0.95), 1);
  RoiDraws d(0, 5);
  d.voxels << 1;
  d.r(0) = 3;
  d.drawn.col(0) << 5, 1, 2, 4, 3;
  const auto plain = roi_mean(d, 0, 0.8), wide = roi_mean(d, 0, 0.8, 4);
  EXPECT_NEAR(wide.high - 3, widening(4, 0.8) * (plain.high - 3), 1e-12);
  EXPECT_NEAR(wide.low - 3, widening(4, 0.8) * (plain.low - 3), 1e-12);
  EXPECT_NEAR(wide.se, plain.se * std::sqrt(4 / 3.0), 1e-12);
  // Of 0.5 the draws reach -0.1 once; twice as far from the value, 0.1 is past 0 as well.
  base::VectorD draws(4);
  draws << 0.5, 0.9, 0.1, -0.1;
  EXPECT_DOUBLE_EQ(two_sided(0.5, draws), 2 * 2 / 5.0);
  EXPECT_DOUBLE_EQ(two_sided(0.5, draws, 4), 1);  // 2 * 3 / 5
}

TEST(Compare, CountsDrawsOnBothSides) {
  RoiDraws a(0, 9), b(0, 9);
  a.voxels << 1;
  b.voxels << 1;
  a.r << 0.5;
  b.r << 0.2;
  a.drawn.col(0) << 3, 3, 3, 3, 3, 3, 3, 3, -1;
  const auto c = compare(a, b, 0);
  EXPECT_DOUBLE_EQ(c.difference.value, 0.3);
  EXPECT_DOUBLE_EQ(c.p, 2 * (1 + 1.0) / 10);
  EXPECT_DOUBLE_EQ(compare(b, a, 0).p, c.p);
  EXPECT_EQ(compare(a, a, 0).p, 1);
  b.voxels << 2;
  EXPECT_THROW(compare(a, b, 0), base::Error);
}

// Two models see the signal through different noise; their true correlations are known. Over many
// experiments of 40 clips the interval must hold the true difference about as often as it says.
TEST(Compare, IntervalsCoverTheTruth) {
  const double noise_a = 1.0, noise_b = 1.6, noise_y = 1.0;
  const auto truth = [&](double s) { return 1 / std::sqrt((1 + s * s) * (1 + noise_y * noise_y)); };
  const int experiments = 300;
  int covered = 0, covered_mean = 0, significant = 0, false_alarms = 0;
  for (int e = 0; e < experiments; ++e) {
    base::Random random(static_cast<std::uint64_t>(e));
    const base::MatrixF s = test::autoregressive(400, 6, 0.5, random);
    const auto seen = [&](double sd) -> base::MatrixF {
      return s + static_cast<float>(sd) * test::noise(400, 6, random);
    };
    const auto y = seen(noise_y);
    const ClipBootstrap bootstrap(clips(40, 10), 200, static_cast<std::uint64_t>(e) + 1000);
    const std::vector<int> roi(6, 0);
    const auto a = draws_of(bootstrap, y, seen(noise_a), roi, 1);
    const auto b = draws_of(bootstrap, y, seen(noise_b), roi, 1);
    const auto twin = draws_of(bootstrap, y, seen(noise_a), roi, 1);
    const auto c = compare(a, b, 0, 0.9);
    const double difference = truth(noise_a) - truth(noise_b);
    covered += c.difference.low <= difference && difference <= c.difference.high ? 1 : 0;
    const auto mean = roi_mean(a, 0, 0.9);
    covered_mean += mean.low <= truth(noise_a) && truth(noise_a) <= mean.high ? 1 : 0;
    significant += c.p <= 0.05 ? 1 : 0;
    false_alarms += compare(a, twin, 0, 0.9).p <= 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(experiments), 0.9, 0.05);
  EXPECT_NEAR(covered_mean / static_cast<double>(experiments), 0.9, 0.05);
  EXPECT_NEAR(false_alarms / static_cast<double>(experiments), 0.05, 0.035);
  EXPECT_GT(significant, experiments * 9 / 10);
}

// Two models as good as each other, on clips whose response reaches into the next one: six runs of
// ten clips, drawn five together as auto has it, and one by one.
struct Twins {
  double false_alarms = 0, covered = 0, found = 0;  // shares of experiments
};

Twins over_experiments(Index together, int experiments) {
  const Index rows = 600, voxels = 8;
  const std::vector<int> roi(static_cast<std::size_t>(voxels), 0);
  const auto units =
      join_clips(test::blocks(rows, 100), test::blocks(rows, 10), test::blocks(rows, 10), together);
  Twins t;
  for (int e = 0; e < experiments; ++e) {
    base::Random random(static_cast<std::uint64_t>(e));
    const auto heard = [&] { return test::heard(6, 100, voxels, random); };
    const base::MatrixF s = heard();
    const base::MatrixF y = s + 0.8f * heard(), worse = s + 1.4f * heard();
    const ClipBootstrap bootstrap(units.unit, 400, static_cast<std::uint64_t>(e) + 1000);
    const auto a = draws_of(bootstrap, y, s + 0.8f * heard(), roi, 1);
    const auto b = draws_of(bootstrap, y, s + 0.8f * heard(), roi, 1);
    const auto c = compare(a, b, 0, 0.95, bootstrap.clips());
    t.false_alarms += (c.p <= 0.05 ? 1.0 : 0.0) / experiments;
    t.covered += (c.difference.low <= 0 && 0 <= c.difference.high ? 1.0 : 0.0) / experiments;
    const auto far = compare(a, draws_of(bootstrap, y, worse, roi, 1), 0, 0.95, bootstrap.clips());
    t.found += (far.p <= 0.05 ? 1.0 : 0.0) / experiments;
  }
  return t;
}

TEST(Compare, StretchesOfClipsCoverTheTruthWhereResponsesCarryOver) {
  const int experiments = 400;
  const double slack = 3.3 * std::sqrt(0.05 * 0.95 / experiments);
  const auto stretches = over_experiments(5, experiments);
  RecordProperty("false_alarms", std::to_string(stretches.false_alarms));
  RecordProperty("found", std::to_string(stretches.found));
  EXPECT_NEAR(stretches.false_alarms, 0.05, slack);
  EXPECT_NEAR(stretches.covered, 0.95, slack);
  EXPECT_GT(stretches.found, 0.9);
  EXPECT_GT(over_experiments(1, experiments).false_alarms, 0.05 + slack) << "why not single clips";
}

}  // namespace
}  // namespace encore::stats
