// What every plugin owes to the host: finite numbers, spans within the clip, the same dims.
#include <cmath>

#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

class Acoustic : public testing::TestWithParam<std::string> {};

TEST_P(Acoustic, SilenceAndShortClipsAreFinite) {
  auto features = extractor(GetParam());
  const double rate = features.needs().sample_rate;
  ASSERT_GT(rate, 0);
  base::Index dims = -1;
  for (const double seconds : {1 / rate, 0.01, 0.3, 1.0, 2.26}) {
    const auto frames =
        features.extract(clip_of(synthesize(seconds, rate, [](double) { return 0.0; })));
    EXPECT_GE(frames.values.rows(), 1) << seconds;
    EXPECT_TRUE(frames.values.allFinite()) << seconds;
    if (dims < 0) dims = frames.values.cols();
    EXPECT_EQ(frames.values.cols(), dims);
    EXPECT_EQ(frames.names.size(), static_cast<std::size_t>(dims));
  }
}

TEST_P(Acoustic, SpansTileTheClip) {
  auto features = extractor(GetParam());
  const double rate = features.needs().sample_rate;
  for (const double seconds : {15.0, 14.99, 3.7}) {
    const auto spans =
        features
            .extract(clip_of(synthesize(seconds, rate, [](double t) { return std::sin(900 * t); })))
            .spans;
    const auto n = spans.rows();
    for (base::Index t = 0; t < n; ++t) {
      EXPECT_LT(spans(t, 0), spans(t, 1)) << t;
      EXPECT_LE(spans(t, 1), seconds + 1e-4) << t;
      EXPECT_NEAR(spans(t, 0), t > 0 ? spans(t - 1, 1) : 0, 1e-9) << t;
    }
    EXPECT_GT(spans(n - 1, 1), seconds - 0.06);
  }
}

TEST_P(Acoustic, ResultDoesNotDependOnEarlierClips) {
  const auto tone = [](double hz) {
    return [hz](double t) { return 0.2 * std::sin(6.283185307179586 * hz * t); };
  };
  auto one = extractor(GetParam()), other = extractor(GetParam());
  const double rate = one.needs().sample_rate;
  one.extract(clip_of(synthesize(1.7, rate, tone(300))));
  const auto clip = clip_of(synthesize(1.2, rate, tone(500)));
  EXPECT_EQ(one.extract(clip).values, other.extract(clip).values);
}

INSTANTIATE_TEST_SUITE_P(Features, Acoustic,
                         testing::Values("mel", "mfcc", "chroma", "tempogram", "mtf"));

TEST(Parameters, WhatDoesNotFitIsRefusedAtItsKey) {
  EXPECT_NE(error_of([] { extractor("mel", "{fmax_hz: 20000}"); }).find("half the sample rate"),
            std::string::npos);
  EXPECT_NE(error_of([] { extractor("mel", "{fmin_hz: 9000, fmax_hz: 8000}"); }).find("fmin_hz"),
            std::string::npos);
  EXPECT_NE(error_of([] { extractor("mfcc", "{n_mfcc: 40, n_mels: 20}"); }).find("n_mfcc"),
            std::string::npos);
  EXPECT_NE(error_of([] { extractor("mtf", "{rates_hz: [150]}"); }).find("rates_hz"),
            std::string::npos);
  EXPECT_NE(error_of([] { extractor("mtf", "{scales_cyc_oct: [20]}"); }).find("scales_cyc_oct"),
            std::string::npos);
  EXPECT_NE(error_of([] { extractor("tempogram", "{window_s: 1}"); }).find("min_bpm"),
            std::string::npos);
}

plugin::FeatureExtractor noise_of(std::uint64_t seed) {
  plugin::CallOptions options;
  options.seed = seed;
  return extractor("noise", "{dims: 200}", options);
}

TEST(Noise, RepeatsWithItsClipAndNothingElse) {
  auto noise = noise_of(7);
  plugin::ClipInput clip;
  clip.id = "a";
  clip.duration_s = 15;
  const auto a = noise.extract(clip);
  EXPECT_EQ(a.values.rows(), 10);
  EXPECT_EQ(a.values.cols(), 200);
  clip.id = "b";
  const auto b = noise.extract(clip);
  clip.id = "a";
  EXPECT_EQ(noise.extract(clip).values, a.values);
  EXPECT_EQ(noise_of(7).extract(clip).values, a.values);
  EXPECT_NE(noise_of(8).extract(clip).values, a.values);
  const double n = 2000;
  EXPECT_NEAR(a.values.cast<double>().mean(), 0, 5 / std::sqrt(n));
  EXPECT_NEAR(a.values.cast<double>().squaredNorm() / n, 1, 5 * std::sqrt(2 / n));
  EXPECT_NEAR(a.values.cast<double>().cwiseProduct(b.values.cast<double>()).mean(), 0,
              5 / std::sqrt(n));
}

TEST(Noise, RowsOfOneClipRepeat) {
  auto noise = extractor("noise", "{dims: 8}");
  plugin::RowsInput rows;
  rows.run = {1, 1, 2, 2};
  rows.test = {0, 0, 1, 1};
  const auto unknown = noise.extract_rows(rows);
  EXPECT_NE(unknown.row(0), unknown.row(2));
  rows.clip = {"x", "x", "x", "y"};
  rows.offset = {0, 1, 0, 1};
  const auto known = noise.extract_rows(rows);
  EXPECT_EQ(known.row(0), known.row(2));
  EXPECT_NE(known.row(0), known.row(1));
  EXPECT_NE(known.row(1), known.row(3));
}

}  // namespace
}  // namespace encore::test
