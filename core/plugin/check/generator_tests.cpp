#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "core/plugin/check/sheet.hpp"
#include "core/plugin/check/tests.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {
namespace {

// Takes the sound in; `stop_after` frames it asks to stop.
struct Taker {
  struct Sound {
    std::vector<float> samples;
    std::uint32_t channels = 0;
    double rate = 0;
    double seconds() const { return static_cast<double>(samples.size()) / channels / rate; }
  };
  std::vector<Sound> sounds;
  std::int64_t frames = 0, stop_after = -1;
  std::string wrong;
  std::mutex mutex;

  static std::int32_t write(void* ctx, std::uint32_t sample, const float* data, std::int64_t n,
                            std::uint32_t channels, double rate) noexcept {
    auto& me = *static_cast<Taker*>(ctx);
    const std::scoped_lock lock(me.mutex);
    if (sample >= me.sounds.size() || n < 0 || channels == 0 || channels > 64 || !(rate > 0)) {
      me.wrong = fmt::format("wrote {} frames of {} channels at {} Hz to sound {}", n, channels,
                             rate, sample + 1);
      return 1;
    }
    auto& sound = me.sounds[sample];
    if (sound.channels != 0 && (sound.channels != channels || sound.rate != rate))
      me.wrong = "changed the format within a sound";
    sound.channels = channels;
    sound.rate = rate;
    sound.samples.insert(sound.samples.end(), data, data + n * channels);
    me.frames += n;
    return me.stop_after >= 0 && me.frames > me.stop_after ? 1 : 0;
  }
};

struct Request {
  std::uint32_t samples = 2;
  double seconds = 1.5, rate = 8000;
  base::MatrixF condition = noise(3, 8, 31);
  Layout layout = Layout::dense;
};

Outcome generate(const Self& self, const Request& r, Taker& taker) {
  const auto table = copy_struct<encore_generator_vt>(self.vtable());
  taker.sounds.resize(r.samples);
  const Sheet<float> condition(r.condition, r.layout);
  const encore_gen_request raw{sizeof(encore_gen_request), r.samples,     r.seconds, r.rate,
                               condition.view(),           "a calm piano"};
  const encore_gen_sink sink{&taker, &Taker::write};
  const Outcome out = self.call(
      "generate", [&](void* s, const encore_call* c) { return table.generate(s, c, &raw, &sink); });
  require(taker.wrong.empty(), "generate {}", taker.wrong);
  require(condition.unchanged(), "the condition was changed");
  return out;
}

Numbers sound_of(const Subject& s, const Request& r) {
  const Self self(s);
  Taker taker;
  generate(self, r, taker).wanted();
  Numbers out;
  for (const auto& sound : taker.sounds)
    out.insert(out.end(), sound.samples.begin(), sound.samples.end());
  return out;
}

void format(Subject& s) {
  const Self self(s);
  Taker taker;
  const Request request;
  generate(self, request, taker).wanted();
  for (const auto& sound : taker.sounds) {
    require(!sound.samples.empty(), "a sound is missing");
    const double off = std::fabs(sound.seconds() - request.seconds);
    require(off <= 0.1 * request.seconds, "made {:.2f} s instead of {} s", sound.seconds(),
            request.seconds);
    const auto fine = [](float v) { return std::isfinite(v) && std::fabs(v) <= 8; };
    require(std::ranges::all_of(sound.samples, fine),
            "the sound holds NaN or infinity, or leaves -1..1 by far");
  }
}

void own_rate(Subject& s) {
  Request request;
  request.rate = 0;
  request.seconds = 0.5;
  require(!sound_of(s, request).empty(), "made no sound at its own rate");
}

void edges(Subject& s) {
  const Self self(s);
  Request none, no_time, no_rows;
  none.samples = 0;
  no_time.seconds = 0;
  no_rows.condition = noise(0, 8, 32);
  for (const Request& request : {none, no_time, no_rows}) {
    Taker taker;
    generate(self, request, taker).known();
  }
}

void not_numbers(Subject& s) {
  const Self self(s);
  Request request;
  request.condition(0, 0) = std::numeric_limits<float>::quiet_NaN();
  Taker taker;
  if (!generate(self, request, taker).ok()) return;
  for (const auto& sound : taker.sounds)
    require(std::ranges::all_of(sound.samples, [](float v) { return std::isfinite(v); }),
            "NaN in the condition becomes NaN in the sound: refuse it instead");
}

void memory_layouts(Subject& s) {
  Request request;
  const Numbers dense = sound_of(s, request);
  for (const Layout layout : layouts) {
    request.layout = layout;
    require(difference(dense, sound_of(s, request)) < 1e-3,
            "a {} condition gives another sound than a dense one", layout_name(layout));
  }
}

void sink_stops(Subject& s) {
  const Self self(s);
  Request request;
  request.samples = 20;
  Taker taker;
  taker.stop_after = 100;
  const auto start = std::chrono::steady_clock::now();
  const Outcome out = generate(self, request, taker);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  require(took.count() < 5, "went on for {:.1f} s after the host had enough", took.count());
  require(out.status == ENCORE_OK || out.status == ENCORE_E_CANCELLED, "{}", out.text());
  const bool most = taker.frames < 20 * static_cast<std::int64_t>(request.seconds * request.rate);
  require(most, "made every sound, though the host had enough after the first");
}

constexpr Test list[] = {
    {"format", "as many sounds, as long and as clean as asked for", &format},
    {"own-rate", "a rate of 0 means the generator's own", &own_rate},
    {"edges", "no sound, no time, no condition work or are refused", &edges},
    {"not-numbers", "NaN in the condition does not reach the sound", &not_numbers},
    {"memory-layouts", "strided, reversed and unaligned conditions are read", &memory_layouts},
    {"sink-stops", "it stops when the host has enough", &sink_stops}};

}  // namespace

std::span<const Test> generator_tests() { return list; }

Numbers use_generator(const Subject& s) { return sound_of(s, Request{}); }

}  // namespace encore::plugin::checks
