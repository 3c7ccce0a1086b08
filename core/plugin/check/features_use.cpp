#include "core/plugin/check/features_use.hpp"

#include <memory>
#include <numbers>

#include "core/base/random.hpp"
#include "core/plugin/check/tests.hpp"
#include "core/plugin/instance_impl.hpp"

namespace encore::plugin::checks {
namespace {

constexpr const char* genres[] = {"blues", "disco", "jazz"};
constexpr const char* caption = "A calm piano melody over a slow beat.";

double rate_of(const encore_needs& needs) {
  return needs.sample_rate > 0 ? needs.sample_rate : 22050;
}

}  // namespace

std::int64_t usual_frames(const encore_needs& needs) {
  return static_cast<std::int64_t>(6 * rate_of(needs));
}

TestClip::TestClip(int number, std::int64_t frames, const encore_needs& needs)
    : genre_(genres[number % 3]), number_(std::to_string(number)) {
  const double rate = rate_of(needs);
  id_ = genre_ + ".0000" + number_;
  audio_.resize(frames, needs.channels == 1 ? 1 : 2);
  base::Random random(base::seed_for(11, id_));
  for (base::Index c = 0; c < audio_.cols(); ++c)
    for (std::int64_t i = 0; i < frames; ++i) {
      const double t = static_cast<double>(i) / rate;
      const double tone = 0.3 * std::sin(2 * std::numbers::pi * 220 * (number + 1) * t);
      const bool click = std::fmod(t, 0.5) < 0.002;
      audio_(i, c) = static_cast<float>(tone + (click ? 0.4 : 0.0) + 0.02 * random.normal());
    }
  for (base::Index c = 0; c < audio_.cols(); ++c) channels_.push_back(audio_.col(c).data());
  sound_ = {sizeof(encore_audio), static_cast<std::uint32_t>(channels_.size()), rate, frames,
            channels_.data()};
  names_ = {"genre", "track", "label", "trial_type", "value"};
  values_ = {genre_.c_str(), number_.c_str(), genre_.c_str(), genre_.c_str(), number_.c_str()};
  const bool audio = (needs.inputs & ENCORE_IN_AUDIO) != 0;
  const bool text = (needs.inputs & ENCORE_IN_TEXT) != 0;
  const bool columns = (needs.inputs & ENCORE_IN_COLUMNS) != 0;
  raw_ = {sizeof(encore_clip),
          columns ? static_cast<std::uint32_t>(names_.size()) : 0,
          id_.c_str(),
          "",
          0,
          static_cast<double>(frames) / rate,
          audio ? &sound_ : nullptr,
          text ? caption : "",
          names_.data(),
          values_.data()};
}

void FeaturesUnderTest::fit() const {
  if (table_.fit == nullptr) return;
  const encore_needs asked = needs();
  std::vector<std::unique_ptr<TestClip>> clips;
  std::vector<const encore_clip*> raw;
  for (int i = 0; i < 3; ++i) {
    clips.push_back(std::make_unique<TestClip>(i, usual_frames(asked), asked));
    raw.push_back(&clips.back()->raw());
  }
  self_.call("fit", [&](void* s, const encore_call* c) { return table_.fit(s, c, raw.data(), 3); })
      .wanted();
}

const GuardedMatrix& FeaturesUnderTest::checked(const Outcome& outcome,
                                                const TestClip& clip) const {
  const auto& call = *outcome.wanted().context;
  const GuardedMatrix* features = call.matrix("features");
  const GuardedMatrix* times = call.matrix("times");
  require(features != nullptr, "extract made no matrix 'features'");
  require(times != nullptr, "extract made no matrix 'times'");
  require(features->dtype() == ENCORE_F32 || features->dtype() == ENCORE_F64,
          "'features' must be floating point");
  require(features->rows() >= 1 && features->cols() >= 1, "'features' is {} x {}", features->rows(),
          features->cols());
  require(times->rows() == features->rows() && times->cols() == 2 && times->dtype() == ENCORE_F64,
          "'times' must be float64 of {} x 2, but is {} x {}", features->rows(), times->rows(),
          times->cols());
  const base::MatrixD f = to_double(*features), t = to_double(*times);
  require(f.allFinite(), "'features' holds NaN or infinity");
  require(t.allFinite(), "'times' holds NaN or infinity");
  for (base::Index r = 0; r < t.rows(); ++r)
    require(t(r, 0) <= t(r, 1), "the span of frame {} ends ({} s) before it starts ({} s)", r + 1,
            t(r, 1), t(r, 0));
  const double end = clip.duration_s();
  require(t.col(0).minCoeff() <= end + 1e-6, "every frame starts after the end of the clip");
  return *features;
}

namespace {

Numbers use_rows(const FeaturesUnderTest& f) {
  const std::vector<std::int32_t> run(24, 1);
  const std::vector<std::uint8_t> test(24, 0);
  const encore_rows rows{sizeof(encore_rows), 0, 24, run.data(), test.data(), nullptr, nullptr};
  const Outcome made = f.self().call("extract_rows", [&](void* s, const encore_call* c) {
    return f.table().extract_rows(s, c, &rows);
  });
  require(made.wanted().context->matrix("features") != nullptr, "made no matrix 'features'");
  Numbers out;
  append(out, *made.context->matrix("features"));
  return out;
}

Numbers use_clips(const FeaturesUnderTest& f) {
  f.fit();
  const encore_needs needs = f.needs();
  Numbers out;
  for (int i = 0; i < 2; ++i) {
    const TestClip clip(i, usual_frames(needs), needs);
    const Outcome made = f.extract(clip);
    append(out, f.checked(made, clip));
  }
  return out;
}

}  // namespace

// Clips where the plugin takes them with these parameters, else rows.
Numbers use_features(const Subject& s) {
  const FeaturesUnderTest f(s);
  if (f.table().extract == nullptr) return use_rows(f);
  if (f.table().extract_rows == nullptr) return use_clips(f);
  try {
    return use_clips(f);
  } catch (const Skipped&) {
    return use_rows(f);
  }
}

}  // namespace encore::plugin::checks
