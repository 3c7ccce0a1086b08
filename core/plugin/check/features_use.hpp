// core/plugin/check/features_use.hpp: a feature extractor under test and clips to try it on.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/plugin/check/subject.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {

// A stimulus with all that a plugin may ask for. Not movable: the raw struct points inside.
class TestClip {
 public:
  // `frames` samples of tones, clicks and noise; which ones follows from `number`.
  TestClip(int number, std::int64_t frames, const encore_needs& needs);
  TestClip(const TestClip&) = delete;
  TestClip& operator=(const TestClip&) = delete;

  const encore_clip& raw() const { return raw_; }
  base::MatrixF& audio() { return audio_; }
  double duration_s() const { return raw_.duration_s; }

 private:
  std::string id_, genre_, number_;
  base::MatrixF audio_;
  std::vector<const float*> channels_;
  std::vector<const char*> names_, values_;
  encore_audio sound_{};
  encore_clip raw_{};
};

class FeaturesUnderTest {
 public:
  explicit FeaturesUnderTest(const Subject& s)
      : self_(s), table_(copy_struct<encore_features_vt>(self_.vtable())) {}

  const Self& self() const { return self_; }
  const encore_features_vt& table() const { return table_; }

  encore_needs needs() const {
    encore_needs out{};
    out.struct_size = sizeof out;
    self_.call("needs", [&](void* s, const encore_call* c) { return table_.needs(s, c, &out); })
        .wanted();
    return out;
  }
  Outcome extract(const TestClip& clip) const {
    return self_.call("extract", [&](void* s, const encore_call* c) {
      return table_.extract(s, c, &clip.raw());
    });
  }
  Outcome extract_many(const std::vector<const encore_clip*>& clips,
                       const std::function<void(CallContext&)>& watch) const {
    return self_.call(
        "extract_many",
        [&](void* s, const encore_call* c) {
          return table_.extract_many(s, c, clips.data(), static_cast<std::int64_t>(clips.size()));
        },
        watch);
  }
  // Fits on three clips where the plugin has a fit.
  void fit() const;
  // Features of a clip, checked: shape, finite, spans in order. Appends them to `out`.
  const GuardedMatrix& checked(const Outcome& outcome, const TestClip& clip) const;

 private:
  Self self_;
  encore_features_vt table_;
};

// Six seconds at the rate that the plugin asked for.
std::int64_t usual_frames(const encore_needs& needs);

}  // namespace encore::plugin::checks
