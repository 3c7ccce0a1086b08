// From frames to volumes: timelines, means, Lanczos' kernel.
#include "core/align/resample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/align/timeline.hpp"
#include "core/base/error.hpp"
#include "fixture.hpp"

namespace encore::align {
namespace {

data::Run run_of(double tr, base::Index volumes, std::vector<data::Event> events) {
  data::Run run;
  run.tr_s = tr;
  run.volumes = volumes;
  run.events = std::move(events);
  return run;
}

// One clip of one run, resampled: values at each volume.
std::vector<float> resample(const data::Run& run, const ClipFeatures& features, int lobes = 0) {
  data::Subject subject;
  subject.runs = {run};
  data::DataSet set;
  set.clips.resize(1);
  const auto series =
      run_series(subject, set, [&](std::size_t) { return features; }, Kernel(lobes), {"f", {}});
  return {series[0].data(), series[0].data() + series[0].cols()};
}

ClipFeatures frames(const std::vector<float>& values, double hop, double length) {
  const auto n = static_cast<base::Index>(values.size());
  ClipFeatures f{base::MatrixF(n, 1), base::MatrixD(n, 2)};
  for (base::Index i = 0; i < n; ++i) {
    f.values(i, 0) = values[static_cast<std::size_t>(i)];
    f.spans.row(i) << static_cast<double>(i) * hop, static_cast<double>(i) * hop + length;
  }
  return f;
}

TEST(Timeline, CoversTheRunWithClipsAndSilence) {
  // A clip that began before the scan, a gap, one cut short by the next, one beyond the end.
  const auto run = run_of(2, 20, {{-1, 5, 0, 0}, {10, 9, 1, 0}, {15, 5.5, 2, 0}, {21, 90, 3, 0}});
  const auto s = timeline(run);
  ASSERT_EQ(s.size(), 5u);
  const std::vector<double> edges = {0, 4, 10, 15, 21, 40};  // 20.5 to 21 is less than half a TR
  const std::vector<std::ptrdiff_t> clips = {0, Segment::silence, 1, 2, 3};
  for (std::size_t i = 0; i < s.size(); ++i) {
    EXPECT_EQ(s[i].start_s, edges[i]);
    EXPECT_EQ(s[i].end_s, edges[i + 1]);
    EXPECT_EQ(s[i].clip, clips[i]);
  }
  EXPECT_EQ(s[0].onset_s, -1);
}

TEST(Mean, FineFramesAreAveraged) {
  std::vector<float> values(100);
  for (std::size_t i = 0; i < 100; ++i) values[i] = static_cast<float>(i);
  const auto x = resample(run_of(2, 5, {{0, 10, 0, 0}}), frames(values, 0.1, 0.1));
  for (std::size_t v = 0; v < 5; ++v) EXPECT_NEAR(x[v], 9.5 + 20.0 * static_cast<double>(v), 1e-5);
}

TEST(Mean, CoarseFramesEnterByTheTimeTheyHold) {
  const auto x = resample(run_of(1.5, 4, {{0, 6, 0, 0}}), frames({1, 2, 3, 4, 5, 6}, 1, 1));
  EXPECT_NEAR(x[0], (1 * 1 + 0.5 * 2) / 1.5, 1e-6);
  EXPECT_NEAR(x[1], (0.5 * 2 + 1 * 3) / 1.5, 1e-6);
}

TEST(Mean, OneFrameForTheClipIsRepeatedAndSilenceIsZero) {
  const auto x = resample(run_of(1.5, 8, {{3, 6, 0, 0}}), frames({7}, 6, 6));
  EXPECT_EQ(x, (std::vector<float>{0, 0, 7, 7, 7, 7, 0, 0}));
}

TEST(Mean, LongOverlappingFramesAreNotSmeared) {
  // Ten-second frames every 1.5 s whose middles are 5, 6.5, 8 s: each volume takes the nearest.
  const auto x = resample(run_of(1.5, 8, {{0, 12, 0, 0}}), frames({1, 2, 3}, 1.5, 10));
  EXPECT_EQ(x[2], 1);                                    // 3 to 4.5 s: before the first middle
  EXPECT_NEAR(x[3], (1.25 * 1 + 0.25 * 2) / 1.5, 1e-6);  // 4.5 to 6 s; the border is at 5.75 s
  EXPECT_EQ(x[7], 3);
}

TEST(Mean, ClipThatBeginsWithinAVolumeCountsByItsShare) {
  const auto x = resample(run_of(2, 3, {{1, 5, 0, 0}}), frames({4}, 5, 5));
  EXPECT_EQ(x, (std::vector<float>{2, 4, 4}));
}

TEST(Frames, WrongTimesAreErrors) {
  auto f = frames({1, 2, 3}, 1, 1);
  EXPECT_NO_THROW(frame_edges(f, "f"));
  f.spans.row(1).swap(f.spans.row(2));
  EXPECT_THROW(frame_edges(f, "f"), base::Error);
  f.spans.conservativeResize(2, 2);
  EXPECT_THROW(frame_edges(f, "f"), base::Error);
  EXPECT_THROW(frame_edges({base::MatrixF(0, 1), base::MatrixD(0, 2)}, "f"), base::Error);
}

TEST(Kernel, LanczosValues) {
  // numpy: 3 * sin(pi t) * sin(pi t / 3) / (pi t)^2, the kernel of lanczosinterp2D with window 3
  const Kernel k(3);
  EXPECT_NEAR(k.at(0), 1, 1e-15);
  EXPECT_NEAR(k.at(0.5), 0.6079271018540267, 1e-12);
  EXPECT_NEAR(k.at(-1.25), -0.13287101836506404, 1e-12);
  EXPECT_NEAR(k.at(2.5), 0.02431708407416106, 1e-12);
  EXPECT_EQ(k.at(3), 0);
  EXPECT_NEAR(k.mass(-3, 3), 0.9970553459543396, 1e-9);  // scipy.integrate.quad
  EXPECT_NEAR(k.mass(-0.3, 1.7), k.mass(-0.3, 0.2) + k.mass(0.2, 1.7), 1e-15);
  EXPECT_EQ(Kernel(0).mass(-0.25, 2), 0.75);
}

std::vector<float> tone(double frequency, double hop, double seconds) {
  std::vector<float> values;
  for (double t = hop / 2; t < seconds; t += hop)
    values.push_back(static_cast<float>(std::cos(2 * std::numbers::pi * frequency * t)));
  return values;
}

TEST(Lanczos, KeepsConstantsAndSlowTonesAndStopsFastOnes) {
  const auto run = run_of(1, 60, {{0, 60, 0, 0}});
  for (const float v : resample(run, frames(std::vector<float>(600, 3), 0.1, 0.1), 3))
    EXPECT_NEAR(v, 3, 1e-5);
  const auto slow = resample(run, frames(tone(0.1, 0.05, 60), 0.05, 0.05), 3);
  const auto fast = resample(run, frames(tone(0.9, 0.05, 60), 0.05, 0.05), 3);
  const auto mean = resample(run, frames(tone(0.9, 0.05, 60), 0.05, 0.05), 0);
  double left = 0, left_by_mean = 0;
  for (std::size_t v = 3; v < 57; ++v) {  // away from the ends
    EXPECT_NEAR(slow[v], std::cos(2 * std::numbers::pi * 0.1 * (static_cast<double>(v) + 0.5)),
                0.02);
    left = std::max<double>(left, std::abs(fast[v]));
    left_by_mean = std::max<double>(left_by_mean, std::abs(mean[v]));
  }
  EXPECT_LT(left, 0.05);
  EXPECT_GT(left_by_mean, 0.1);  // which is why Lanczos is offered
}

}  // namespace
}  // namespace encore::align
