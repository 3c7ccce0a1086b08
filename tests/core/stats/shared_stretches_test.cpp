// Groups that hear the same music, whose response reaches from clip to clip: clips that change
// places one by one find too much, stretches of them do not. Six test runs of ten clips of 10 rows,
// five subjects, 300 experiments.
#include <gtest/gtest.h>

#include "core/stats/clip_cross.hpp"
#include "core/stats/shared_clips.hpp"
#include "core/stats/stretches.hpp"
#include "series.hpp"

namespace encore::stats {
namespace {

using test::blocks;

constexpr Index kRuns = 6, kEach = 100, kRows = kRuns * kEach, kClip = 10;
constexpr Index kVoxels = 8, kDims = 3, kSubjects = 5;
constexpr int kExperiments = 300, kDraws = 299;

base::MatrixF weights(base::Random& random) {
  base::MatrixF w(kDims, kVoxels);
  for (auto& x : w.reshaped()) x = static_cast<float>(random.normal());
  return w;
}

// A region follows some drivers and a model another feature, with weights that people have in
// common. `shared` of the drivers is in the feature.
std::vector<ClipTable> experiment(std::uint64_t seed, float shared) {
  base::Random random(seed);
  const auto drivers = test::heard(kRuns, kEach, kDims, random);
  const base::MatrixF feature = test::heard(kRuns, kEach, kDims, random) + shared * drivers;
  const auto common = weights(random);
  const base::MatrixF learnt = shared > 0 ? common : weights(random);
  std::vector<ClipTable> tables;
  const auto clips = blocks(kRows, kClip);
  for (Index s = 0; s < kSubjects; ++s) {
    base::MatrixF y = drivers * (common + 0.5F * weights(random)) +
                      test::continuous(kRuns, kEach, kVoxels, 0.5, random);
    test::standardise(y, kEach);
    const base::MatrixF p = feature * (learnt + 0.5F * weights(random));
    ClipCross cross(clips, 1);
    cross.add(y, p, std::vector<int>(kVoxels, 0), std::vector<char>(kVoxels, 1));
    tables.push_back(
        {cross.clips(), cross.rows(), (cross.sum(0) / cross.voxels()(0)).cast<float>()});
  }
  return tables;
}

std::vector<ClipTable> joined(std::vector<ClipTable> tables, Index together) {
  const auto clips = blocks(kRows, kClip);
  const auto s = join_clips(blocks(kRows, kEach), clips, clips, together);
  for (auto& t : tables) t.stretches = members(s.unit, clips);
  return tables;
}

TEST(SharedClips, StretchesHoldTheLevelWhereResponsesCarryOver) {
  int alone = 0, stretches = 0, found = 0;
  for (int e = 0; e < kExperiments; ++e) {
    const auto seed = static_cast<std::uint64_t>(e);
    const auto silent = experiment(seed, 0);
    alone += shared_clips_p(silent, kDraws, 7) <= 0.05;
    stretches += shared_clips_p(joined(silent, 5), kDraws, 7) <= 0.05;
    found += shared_clips_p(joined(experiment(seed, 1), 5), kDraws, 7) <= 0.05;
  }
  RecordProperty("alone", alone);
  RecordProperty("stretches", stretches);
  RecordProperty("found", found);
  const double slack = 3.3 * std::sqrt(0.05 * 0.95 / kExperiments);
  EXPECT_NEAR(stretches / static_cast<double>(kExperiments), 0.05, slack);
  EXPECT_GT(alone, stretches);
  EXPECT_GE(found, kExperiments * 95 / 100);
}

}  // namespace
}  // namespace encore::stats
