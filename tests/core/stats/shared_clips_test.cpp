// Groups that hear the same clips: tables by hand, and experiments in which a feature that knows
// nothing of the brain is tested in a region that follows something else.
#include "core/stats/shared_clips.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/stats/clip_cross.hpp"
#include "core/stats/group.hpp"
#include "core/stats/score.hpp"

namespace encore::stats {
namespace {

constexpr int kClips = 40, kRows = 5, kSubjects = 5, kVoxels = 8;

std::vector<std::int32_t> labels(int clips = kClips) {
  std::vector<std::int32_t> out;
  for (int i = 0; i < clips * kRows; ++i) out.push_back(i / kRows);
  return out;
}

base::MatrixF normal(Index rows, Index cols, base::Random& random) {
  base::MatrixF out(rows, cols);
  for (auto& x : out.reshaped()) x = static_cast<float>(random.normal());
  return out;
}

ClipTable table(const base::MatrixF& y, const base::MatrixF& p,
                const std::vector<std::int32_t>& clips) {
  const auto n = static_cast<std::size_t>(y.cols());
  ClipCross cross(clips, 1);
  cross.add(y, p, std::vector<int>(n, 0), std::vector<char>(n, 1));
  return {cross.clips(), cross.rows(), (cross.sum(0) / cross.voxels()(0)).cast<float>()};
}

TEST(ClipCross, ItsTraceIsTheMeanOfRAndItsEntriesThatOfOrders) {
  base::Random random(1);
  const auto y = normal(kClips * kRows, 6, random);
  base::MatrixF p = y + normal(kClips * kRows, 6, random);
  const std::vector<int> roi = {0, 0, 1, -1, 1, 1};
  std::vector<char> use(6, 1);
  use[1] = 0;
  p.col(5).setConstant(2);
  ClipCross cross(labels(), 2);
  cross.add(y, p, roi, use);
  const auto r = score(y, p).pearson_r;
  EXPECT_NEAR(cross.sum(0).trace(), r(0), 1e-6);
  EXPECT_NEAR(cross.sum(1).trace() / 2, (r(2) + r(4)) / 2, 1e-6);
  EXPECT_EQ(cross.voxels(), (base::VectorD(3) << 1, 2, 4).finished());
  EXPECT_NEAR(cross.sum(2).trace() / 4, (r(0) + r(2) + r(3) + r(4)) / 4, 1e-6);
  // The first two clips of the prediction change places.
  base::MatrixF q = p;
  q.topRows(kRows) = p.middleRows(kRows, kRows);
  q.middleRows(kRows, kRows) = p.topRows(kRows);
  const auto& c = cross.sum(0);
  EXPECT_NEAR(c.trace() - c(0, 0) - c(1, 1) + c(0, 1) + c(1, 0), score(y, q).pearson_r(0), 1e-6);
  EXPECT_THROW(cross.add(y.topRows(5), p.topRows(5), roi, use), base::Error);
}

TEST(ClipCross, JoinsClipsWhereThereAreVeryMany) {
  base::Random random(2);
  const auto y = normal(kClips * kRows, 1, random), p = normal(kClips * kRows, 1, random);
  ClipCross cross(labels(), 0, 16);
  cross.add(y, p, {-1}, {1});
  EXPECT_EQ(cross.clips().size(), 14U);  // of three clips, the last of one
  EXPECT_EQ(cross.rows().front(), 3 * kRows);
  EXPECT_NEAR(cross.sum(0).trace(), score(y, p).pearson_r(0), 1e-6);
}

// r = 1 on the diagonal of three clips, 0 beside it: one of six orders reaches 3.
TEST(SharedClips, CountOrdersOfTheClipsThatAllHeard) {
  const ClipTable one{{1, 2, 3}, {5, 5, 5}, base::MatrixF::Identity(3, 3)};
  EXPECT_NEAR(shared_clips_p({one, one}, 20000, 1), 1.0 / 6, 0.01);
  // The second did not hear clip 3, and of another length is clip 2: nothing can move.
  const ClipTable other{{1, 2, 4}, {5, 5, 5}, base::MatrixF::Identity(3, 3)};
  EXPECT_NEAR(shared_clips_p({one, other}, 20000, 1), 1.0 / 2, 0.02);
  const ClipTable longer{{1, 2, 4}, {5, 6, 5}, base::MatrixF::Identity(3, 3)};
  EXPECT_TRUE(std::isnan(shared_clips_p({one, longer}, 100, 1)));
  // Other music: each has orders of its own, 36 together.
  const ClipTable apart{{7, 8, 9}, {5, 5, 5}, base::MatrixF::Identity(3, 3)};
  EXPECT_NEAR(shared_clips_p({one, apart}, 20000, 1), 1.0 / 36, 0.005);
  EXPECT_TRUE(std::isnan(shared_clips_p({}, 100, 1)));
}

TEST(SharedClips, ChangeTheSignOfADifference) {
  ClipTable a{{1, 2, 3}, {5, 5, 5}, base::MatrixF::Zero(3, 3)}, b = a;
  a.r.diagonal() << 3, 2, 1;
  // Of eight choices of signs two are as far from 0 as 6.
  EXPECT_DOUBLE_EQ(shared_clips_p({a, a}, {b, b}, 1000, 1), 2.0 / 8);
  EXPECT_TRUE(std::isnan(shared_clips_p({}, {}, 1000, 1)));
  // 3 + 2 and 1: of four choices two are as far.
  a.stretches = {{1, 2}};
  EXPECT_DOUBLE_EQ(shared_clips_p({a, a}, {b, b}, 1000, 1), 2.0 / 4) << "a's stretches count";
}

// Two stretches change places or do not; the third clip of the second is of another length.
TEST(SharedClips, MoveStretchesThatAllSubjectsAgreeOn) {
  ClipTable one{{1, 2, 3, 4}, {5, 5, 5, 5}, base::MatrixF::Identity(4, 4), {{1, 2}, {3, 4}}};
  EXPECT_NEAR(shared_clips_p({one, one}, 20000, 1), 1.0 / 2, 0.02);
  // Another order within a stretch is another stretch: clips alone, 24 orders.
  ClipTable other = one;
  other.stretches = {{2, 1}, {3, 4}};
  EXPECT_NEAR(shared_clips_p({one, other}, 20000, 1), 1.0 / 24, 0.005);
  // Clip 4 stands alone and cannot take the place of two; neither can a stretch of other lengths.
  one.stretches = {{2, 3}};
  EXPECT_NEAR(shared_clips_p({one}, 20000, 1), 1.0 / 2, 0.02);
  one = {{1, 2, 3, 4}, {5, 6, 6, 5}, base::MatrixF::Identity(4, 4), {{1, 2}, {3, 4}}};
  EXPECT_TRUE(std::isnan(shared_clips_p({one}, 100, 1)));
  one.stretches = {{1, 2}, {4, 3}};
  EXPECT_NEAR(shared_clips_p({one}, 20000, 1), 1.0 / 2, 0.02);
}

TEST(SharedClips, AStretchTakesThePlaceOfAnotherClipByClip) {
  ClipTable t{{1, 2, 3, 4}, {5, 5, 5, 5}, base::MatrixF::Zero(4, 4), {{1, 2}, {3, 4}}};
  t.r(0, 2) = 2;  // clip 3 where 1 was, and 4 where 2 was
  t.r(1, 3) = 3;
  t.r(0, 3) = 100;  // never together
  t.r.diagonal() << 1, 1, 1, 1.5F;
  EXPECT_DOUBLE_EQ(shared_clips_p({t}, 100, 1), 1.0) << "4.5 as it is, 5 in the other order";
  t.r(1, 3) = 2;
  EXPECT_NEAR(shared_clips_p({t}, 20000, 1), 1.0 / 2, 0.02);
}

// Responses follow drivers, predictions a feature; both with weights that people have in common in
// part, as they have brains. `shared` of the drivers is in the feature.
struct Experiment {
  std::vector<ClipTable> tables;
  base::VectorD means{kSubjects};
};
Experiment experiment(std::uint64_t seed, double shared) {
  base::Random random(seed);
  const Index rows = kClips * kRows, dims = 3;
  const auto drivers = normal(rows, dims, random);
  const base::MatrixF feature = normal(rows, dims, random) + static_cast<float>(shared) * drivers;
  const auto common = normal(dims, kVoxels, random), learnt = normal(dims, kVoxels, random);
  Experiment out;
  for (Index s = 0; s < kSubjects; ++s) {
    const base::MatrixF own = common + 0.5F * normal(dims, kVoxels, random);
    const base::MatrixF fit = (shared > 0 ? own : learnt) + 0.5F * normal(dims, kVoxels, random);
    const base::MatrixF y = drivers * own + 0.5F * normal(rows, kVoxels, random);
    const base::MatrixF p = feature * fit;
    out.tables.push_back(table(y, p, labels()));
    out.means(s) = static_cast<double>(out.tables.back().r.trace());
  }
  return out;
}

// 200 experiments of five subjects.
TEST(SharedClips, HoldTheLevelThatSubjectsAloneDoNot) {
  const int experiments = 200;
  int t = 0, clips = 0, found = 0;
  for (int e = 0; e < experiments; ++e) {
    const auto silent = experiment(static_cast<std::uint64_t>(e), 0);
    t += t_test(silent.means).p.greater <= 0.05;
    clips += shared_clips_p(silent.tables, 300, 7) <= 0.05;
    found += shared_clips_p(experiment(static_cast<std::uint64_t>(e), 0.5).tables, 300, 7) <= 0.05;
  }
  const double slack = 3.3 * std::sqrt(0.05 * 0.95 / experiments);
  EXPECT_GT(t, experiments * 0.15);  // what a test over subjects makes of shared clips
  EXPECT_NEAR(clips / static_cast<double>(experiments), 0.05, slack);
  EXPECT_GE(found, experiments * 95 / 100);
}

// Two models that know as much: their difference is one of clips.
TEST(SharedClips, HoldTheLevelOfDifferences) {
  const int experiments = 200;
  int equal = 0, better = 0;
  for (int e = 0; e < experiments; ++e) {
    base::Random random(static_cast<std::uint64_t>(e) + 1000);
    const Index rows = kClips * kRows;
    const auto y = normal(rows, kVoxels, random);
    const base::MatrixF off_a = normal(rows, 1, random) * base::MatrixF::Ones(1, kVoxels),
                        off_b = normal(rows, 1, random) * base::MatrixF::Ones(1, kVoxels);
    std::vector<ClipTable> a, b, c;
    for (int s = 0; s < kSubjects; ++s) {
      const base::MatrixF own = y + 0.5F * normal(rows, kVoxels, random);
      a.push_back(table(own, y + off_a, labels()));
      b.push_back(table(own, y + off_b, labels()));
      c.push_back(table(own, y + 0.5F * off_b, labels()));
    }
    equal += shared_clips_p(a, b, 300, 7) <= 0.05;
    better += shared_clips_p(c, a, 300, 7) <= 0.05;
  }
  EXPECT_NEAR(equal / static_cast<double>(experiments), 0.05,
              3.3 * std::sqrt(0.05 * 0.95 / experiments));
  EXPECT_GE(better, experiments * 95 / 100);
}

}  // namespace
}  // namespace encore::stats
