#include "core/simulate/render.hpp"

#include <fluidsynth.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::simulate {
namespace {

constexpr int kDrumChannel = 9;
constexpr double kLevel = 0.1;  // RMS, -20 dB re full scale
constexpr double kHighestPeak = 0.95;
constexpr std::size_t kBlock = 4096;

struct Free {
  void operator()(fluid_settings_t* p) const { delete_fluid_settings(p); }
  void operator()(fluid_synth_t* p) const { delete_fluid_synth(p); }
};

// Making and ending synthesisers touches tables that all of them share.
std::mutex& lifetime() {
  static std::mutex mutex;
  return mutex;
}

// FluidSynth hands a file that it does not know to other libraries, which write to standard error.
void check_soundfont(const std::filesystem::path& path) {
  char head[12] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  if (std::string_view(head, 4) != "RIFF" || std::string_view(head + 8, 4) != "sfbk")
    throw base::Error(path.string() + " is no soundfont (SF2)",
                      "install the Debian package timgm6mb-soundfont");
}

class Synth {
 public:
  explicit Synth(const std::filesystem::path& soundfont) {
    check_soundfont(soundfont);
    const std::scoped_lock lock(lifetime());
    for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG})
      fluid_set_log_function(
          level, [](int, const char*, void*) {}, nullptr);
    settings_.reset(new_fluid_settings());
    if (!settings_) throw base::Error("FluidSynth cannot start");
    fluid_settings_setnum(settings_.get(), "synth.sample-rate", kSampleRate);
    fluid_settings_setint(settings_.get(), "synth.cpu-cores", 1);
    fluid_settings_setint(settings_.get(), "synth.threadsafe-api", 0);
    fluid_settings_setint(settings_.get(), "synth.polyphony", 128);
    fluid_settings_setnum(settings_.get(), "synth.gain", 0.4);
    synth_.reset(new_fluid_synth(settings_.get()));
    if (!synth_ || fluid_synth_sfload(synth_.get(), soundfont.c_str(), 1) == FLUID_FAILED)
      throw base::Error("FluidSynth cannot read the soundfont " + soundfont.string(),
                        "install the Debian package timgm6mb-soundfont");
  }
  ~Synth() {
    const std::scoped_lock lock(lifetime());
    synth_.reset();
    settings_.reset();
  }
  Synth(const Synth&) = delete;
  Synth& operator=(const Synth&) = delete;
  fluid_synth_t* get() const { return synth_.get(); }

 private:
  std::unique_ptr<fluid_settings_t, Free> settings_;
  std::unique_ptr<fluid_synth_t, Free> synth_;
};

struct Event {
  std::size_t sample;
  bool on;
  int channel, key, velocity;
};

int channel_of(const Part& part, std::size_t index) {
  return part.layer == Layer::drums ? kDrumChannel : static_cast<int>(index);
}

std::vector<Event> events_of(const Score& score) {
  std::vector<Event> out;
  const auto at = [](double s) { return static_cast<std::size_t>(std::llround(s * kSampleRate)); };
  for (const auto& note : score.notes) {
    const int channel = channel_of(score.parts[note.part], note.part);
    out.push_back({at(note.onset_s), true, channel, note.key, note.velocity});
    out.push_back({at(note.onset_s + note.duration_s), false, channel, note.key, 0});
  }
  // A key that is struck again is released first.
  std::stable_sort(out.begin(), out.end(), [](const Event& a, const Event& b) {
    return a.sample != b.sample ? a.sample < b.sample : a.on < b.on;
  });
  return out;
}

void set_up(fluid_synth_t* synth, const Score& score) {
  static constexpr int volumes[layer_count] = {110, 85, 105, 100};
  static constexpr int pans[layer_count] = {64, 44, 64, 74};
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    const int channel = channel_of(score.parts[p], p);
    if (channel != kDrumChannel) fluid_synth_program_change(synth, channel, score.parts[p].program);
    const auto layer = static_cast<std::size_t>(score.parts[p].layer);
    fluid_synth_cc(synth, channel, 7, volumes[layer]);
    fluid_synth_cc(synth, channel, 10, pans[layer]);
  }
}

// Both channels' mean.
void play(fluid_synth_t* synth, std::vector<float>& out, std::size_t first, std::size_t last) {
  float left[kBlock], right[kBlock];
  while (first < last) {
    const std::size_t n = std::min(kBlock, last - first);
    if (fluid_synth_write_float(synth, static_cast<int>(n), left, 0, 1, right, 0, 1) != FLUID_OK)
      throw base::Error("FluidSynth failed while it played");
    for (std::size_t i = 0; i < n; ++i) out[first + i] = 0.5F * (left[i] + right[i]);
    first += n;
  }
}

Samples levelled(const std::vector<float>& sound) {
  double power = 0, peak = 1e-9;
  for (const float x : sound) {
    power += static_cast<double>(x) * x;
    peak = std::max(peak, std::abs(static_cast<double>(x)));
  }
  const double rms = std::sqrt(power / static_cast<double>(std::max<std::size_t>(1, sound.size())));
  const double gain = std::min(kLevel / std::max(rms, 1e-9), kHighestPeak / peak);
  Samples out(sound.size());
  for (std::size_t i = 0; i < sound.size(); ++i)
    out[i] = static_cast<std::int16_t>(std::lround(32767 * gain * static_cast<double>(sound[i])));
  return out;
}

}  // namespace

std::filesystem::path find_soundfont() {
  const char* given = std::getenv("ENCORE_SOUNDFONT");
  const std::filesystem::path path =
      given != nullptr ? given : "/usr/share/sounds/sf2/TimGM6mb.sf2";
  std::error_code ec;
  if (std::filesystem::exists(path, ec)) return path;
  throw base::Error("the soundfont " + path.string() + " is missing",
                    given != nullptr ? "correct ENCORE_SOUNDFONT"
                                     : "install the Debian package timgm6mb-soundfont, or name a "
                                       "General MIDI soundfont in ENCORE_SOUNDFONT");
}

Samples render(const Score& score, const std::filesystem::path& soundfont) {
  const Synth synth(soundfont);
  set_up(synth.get(), score);
  std::vector<float> sound(static_cast<std::size_t>(std::llround(score.duration_s * kSampleRate)));
  std::size_t at = 0;
  for (const auto& event : events_of(score)) {
    base::check_stop();
    const std::size_t until = std::min(event.sample, sound.size());
    play(synth.get(), sound, at, until);
    at = until;
    if (event.on) fluid_synth_noteon(synth.get(), event.channel, event.key, event.velocity);
    else fluid_synth_noteoff(synth.get(), event.channel, event.key);
  }
  play(synth.get(), sound, at, sound.size());
  return levelled(sound);
}

}  // namespace encore::simulate
