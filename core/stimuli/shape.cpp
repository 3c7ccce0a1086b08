#include "core/stimuli/shape.hpp"

#include <fmt/format.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.hpp"

namespace encore::stimuli {

using base::Index;

void mix_to_mono(Sound& sound) {
  if (sound.channels() > 1) sound.samples = sound.samples.rowwise().mean().eval();
}

void fade(Sound& sound, double seconds) {
  const Index n =
      std::min(static_cast<Index>(std::llround(seconds * sound.sample_rate)), sound.frames() / 2);
  for (Index i = 0; i < n; ++i) {
    const double phase = std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    const auto gain = static_cast<float>(0.5 - 0.5 * std::cos(phase));
    sound.samples.row(i) *= gain;
    sound.samples.row(sound.frames() - 1 - i) *= gain;
  }
}

double rms_db(const Sound& sound) {
  const double power = sound.samples.cast<double>().squaredNorm() /
                       static_cast<double>(std::max<Index>(1, sound.samples.size()));
  return power > 0 ? 10 * std::log10(power) : -std::numeric_limits<double>::infinity();
}

void level(Sound& sound, double db) {
  const double now = rms_db(sound);
  if (std::isfinite(now)) sound.samples *= static_cast<float>(std::pow(10, (db - now) / 20));
}

Sound resample(const Sound& sound, double rate) {
  if (!(rate > 0) || !std::isfinite(rate))
    throw base::Error(fmt::format("cannot resample to {} Hz", rate));
  if (rate == sound.sample_rate) return sound;
  const double ratio = rate / sound.sample_rate;
  Sound out;
  out.sample_rate = rate;
  const auto frames = std::max<Index>(1, std::llround(static_cast<double>(sound.frames()) * ratio));
  out.samples = base::MatrixF::Zero(frames, sound.channels());
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
  for (Index c = 0; c < sound.channels(); ++c) {
    std::size_t read = 0, written = 0;
    const soxr_error_t error =
        soxr_oneshot(sound.sample_rate, rate, 1, sound.samples.col(c).data(),
                     static_cast<std::size_t>(sound.frames()), &read, out.samples.col(c).data(),
                     static_cast<std::size_t>(frames), &written, nullptr, &quality, nullptr);
    if (error != nullptr)
      throw base::Error(
          fmt::format("cannot resample from {} to {} Hz: {}", sound.sample_rate, rate, error));
  }
  return out;
}

}  // namespace encore::stimuli
