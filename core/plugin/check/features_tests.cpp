#include <limits>
#include <map>

#include "core/plugin/check/features_use.hpp"
#include "core/plugin/check/tests.hpp"

namespace encore::plugin::checks {
namespace {

// A plugin that works on clips, fitted.
struct Fitted {
  FeaturesUnderTest plugin;
  encore_needs needs{};
  explicit Fitted(const Subject& s) : plugin(s) {
    if (plugin.table().extract == nullptr) throw Skipped{"it works on rows only"};
    plugin.fit();
    needs = plugin.needs();
  }
  Numbers numbers(const TestClip& clip) const {
    Numbers out;
    const Outcome made = plugin.extract(clip);
    append(out, plugin.checked(made, clip));
    return out;
  }
};

void needs(Subject& s) {
  const FeaturesUnderTest f(s);
  const encore_needs n = f.needs();
  constexpr std::uint32_t all =
      ENCORE_IN_AUDIO | ENCORE_IN_TEXT | ENCORE_IN_COLUMNS | ENCORE_IN_FIT;
  require((n.inputs & ~all) == 0, "asks for inputs that no host of this ABI knows");
  require(n.sample_rate >= 0 && n.sample_rate <= 384000, "asks for {} Hz", n.sample_rate);
  require(n.channels <= 1, "asks for {} channels: 1 is mono, 0 is as recorded", n.channels);
  require(((n.inputs & ENCORE_IN_FIT) != 0) == (f.table().fit != nullptr),
          "ENCORE_IN_FIT and the function fit must come together");
}

void order(Subject& s) {
  const FeaturesUnderTest f(s);
  if (f.table().fit == nullptr) throw Skipped{"it learns nothing"};
  const encore_needs n = f.needs();
  f.extract(TestClip(0, usual_frames(n), n)).refused();
}

void same_dims(Subject& s) {
  const Fitted f(s);
  std::int64_t dims = -1;
  for (int i = 0; i < 3; ++i) {
    const TestClip clip(i, usual_frames(f.needs) * (i + 1) / 3, f.needs);
    const Outcome made = f.plugin.extract(clip);
    const std::int64_t here = f.plugin.checked(made, clip).cols();
    require(dims < 0 || here == dims, "makes {} columns for one clip and {} for another", dims,
            here);
    dims = here;
    const auto& names = made.context->names("features");
    require(names.empty() || static_cast<std::int64_t>(names.size()) == here,
            "gives {} names to {} columns", names.size(), here);
  }
}

void independent(Subject& s) {
  const Fitted f(s), g(s);
  const TestClip a(0, usual_frames(f.needs), f.needs), b(1, usual_frames(f.needs), f.needs);
  const Numbers a_first = f.numbers(a);
  f.numbers(b);
  require(difference(a_first, f.numbers(a)) < 1e-6, "a clip gives other numbers the second time");
  g.numbers(b);
  require(difference(a_first, g.numbers(a)) < 1e-6, "the clips heard before change the numbers");
}

// What a plugin said that it was done with, as it was then.
struct Done {
  std::map<std::int64_t, Numbers> clips;
  std::string wrong;  // the first rule that was broken

  void see(const CallContext& context, std::int64_t clip, std::int64_t of) {
    const GuardedMatrix* m = context.matrix(fmt::format("features/{}", clip));
    const GuardedMatrix* times = context.matrix(fmt::format("times/{}", clip));
    if (!wrong.empty()) return;
    if (clip < 0 || clip >= of) wrong = fmt::format("is done with clip {} of {}", clip, of);
    else if (clips.contains(clip)) wrong = fmt::format("is done with clip {} twice", clip);
    else if (m == nullptr || times == nullptr)
      wrong = fmt::format("is done with clip {} before its matrices are made", clip);
    if (!wrong.empty()) return;
    append(clips[clip], *m);
    append(clips[clip], *times);
  }
  void require_kept(const CallContext& context) const {
    require(wrong.empty(), "{}", wrong);
    for (const auto& [clip, before] : clips) {
      Numbers now;
      for (const char* name : {"features", "times"})
        append(now, *context.matrix(fmt::format("{}/{}", name, clip)));
      require(same_bits(before, now), "changes clip {} after it was done with it", clip);
    }
  }
};

void many(Subject& s) {
  const Fitted f(s);
  if (f.plugin.table().extract_many == nullptr) throw Skipped{"it takes clips one by one"};
  const TestClip a(0, usual_frames(f.needs), f.needs), b(1, usual_frames(f.needs) / 2, f.needs);
  Done done;
  const Outcome made = f.plugin.extract_many({&a.raw(), &b.raw()}, [&](CallContext& context) {
    context.on_done([&](std::int64_t clip) { done.see(context, clip, 2); });
  });
  made.wanted();
  done.require_kept(*made.context);
  for (int i = 0; i < 2; ++i) {
    const GuardedMatrix* m = made.context->matrix(fmt::format("features/{}", i));
    const GuardedMatrix* times = made.context->matrix(fmt::format("times/{}", i));
    require(m != nullptr && times != nullptr, "makes no 'features/{0}' or 'times/{0}'", i);
    require(times->rows() == m->rows() && times->cols() == 2, "'times/{}' is not {} x 2", i,
            m->rows());
    Numbers together;
    append(together, *m);
    require(difference(together, f.numbers(i == 0 ? a : b)) < 1e-6,
            "clip {} of many has other numbers than alone", i);
  }
}

// Clips of no or few samples may be refused; otherwise they obey the same rules.
void short_clips(Subject& s) {
  const Fitted f(s);
  for (const std::int64_t frames : {0, 1, 2, 100, 2000}) {
    const TestClip clip(0, frames, f.needs);
    const Outcome made = f.plugin.extract(clip);
    made.known();
    if (made.ok()) f.plugin.checked(made, clip);
  }
}

void odd_sound(Subject& s) {
  const Fitted f(s);
  if ((f.needs.inputs & ENCORE_IN_AUDIO) == 0) throw Skipped{"it does not listen"};
  TestClip clip(0, usual_frames(f.needs), f.needs);
  clip.audio().setZero();
  f.numbers(clip);
  clip.audio().setConstant(1);
  f.numbers(clip);
  clip.audio().setConstant(1e4f);
  f.numbers(clip);
  clip.audio()(100, 0) = std::numeric_limits<float>::quiet_NaN();
  f.plugin.extract(clip).known();
}

void input_kept(Subject& s) {
  const Fitted f(s);
  TestClip clip(2, usual_frames(f.needs), f.needs);
  const base::MatrixF before = clip.audio();
  f.numbers(clip);
  require(clip.audio() == before, "the sound was changed");
}

Outcome extract_rows(const FeaturesUnderTest& f, std::int64_t n, bool with_clips) {
  std::vector<std::int32_t> run, offset;
  std::vector<std::uint8_t> test;
  std::vector<const char*> clip;
  for (std::int64_t i = 0; i < n; ++i) {
    run.push_back(static_cast<std::int32_t>(i / 8));
    offset.push_back(static_cast<std::int32_t>(i % 4));
    test.push_back(i >= 16);
    clip.push_back(i % 8 < 4 ? "blues.00000" : "disco.00001");
  }
  const encore_rows rows{sizeof(encore_rows),
                         0,
                         n,
                         run.data(),
                         test.data(),
                         with_clips ? clip.data() : nullptr,
                         with_clips ? offset.data() : nullptr};
  return f.self().call("extract_rows", [&](void* p, const encore_call* c) {
    return f.table().extract_rows(p, c, &rows);
  });
}

void rows(Subject& s) {
  const FeaturesUnderTest f(s);
  if (f.table().extract_rows == nullptr) throw Skipped{"it works on clips only"};
  f.fit();
  for (const bool with_clips : {false, true}) {
    const Outcome made = extract_rows(f, 24, with_clips);
    made.known();
    if (with_clips == false && !made.ok()) continue;  // it may need to know the clips
    const GuardedMatrix* m = made.wanted().context->matrix("features");
    require(m != nullptr && m->rows() == 24 && m->cols() >= 1, "made no 'features' of 24 rows");
    Numbers values;
    append(values, *m);
    for (const double v : values) require(std::isfinite(v), "'features' holds NaN or infinity");
  }
  for (const std::int64_t n : {0, 1, 23}) {
    const Outcome made = extract_rows(f, n, true);
    made.known();
    const GuardedMatrix* m = made.context->matrix("features");
    require(!made.ok() || (m != nullptr && m->rows() == n), "made no 'features' of {} rows", n);
  }
}

void state(Subject& s) {
  const Fitted f(s);
  if (f.plugin.table().save == nullptr) throw Skipped{"it saves nothing"};
  const std::string bytes = save_state(f.plugin.self(), f.plugin.table().save);
  const TestClip clip(1, usual_frames(f.needs), f.needs);
  const FeaturesUnderTest other(s);
  load_state(other.self(), other.table().load, bytes).wanted();
  Numbers loaded;
  const Outcome made = other.extract(clip);
  append(loaded, other.checked(made, clip));
  require(same_bits(f.numbers(clip), loaded), "a loaded state gives other numbers");
  if (bytes.empty()) return;
  const FeaturesUnderTest cut(s);
  load_state(cut.self(), cut.table().load, bytes.substr(0, bytes.size() / 2)).refused();
}

constexpr Test list[] = {
    {"needs", "it asks for what a host can give", &needs},
    {"order", "extract before fit is refused", &order},
    {"same-dims", "the same columns for every clip, whatever its length", &same_dims},
    {"independent", "a clip's features do not depend on other clips", &independent},
    {"many", "clips taken at once have the numbers that they have alone", &many},
    {"short-clips", "clips of no or few samples work or are refused", &short_clips},
    {"odd-sound", "silence, full scale and NaN do no harm", &odd_sound},
    {"input-kept", "the sound stays as it was", &input_kept},
    {"rows", "as many rows as were asked for", &rows},
    {"state", "a saved state gives the same; a damaged one is refused", &state}};

}  // namespace

std::span<const Test> features_tests() { return list; }

}  // namespace encore::plugin::checks
