#include "core/features/rates.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/base/text.hpp"
#include "core/stimuli/recording.hpp"

namespace encore::features {
namespace {

// Infinity where the header cannot be read.
double recorded_hz(const std::filesystem::path& file) {
  try {
    return stimuli::describe_recording(file).sample_rate;
  } catch (const base::Error&) {
    return std::numeric_limits<double>::infinity();
  }
}

}  // namespace

std::string low_rates(const std::vector<data::Clip>& clips, double rate_hz,
                      const std::string& plugin) {
  std::map<std::filesystem::path, double> rates;
  std::size_t low = 0;
  std::string first;
  double first_hz = 0;
  for (const auto& clip : clips) {
    base::check_stop();
    const auto [known, fresh] = rates.try_emplace(clip.file, 0);
    if (fresh) known->second = recorded_hz(clip.file);
    if (known->second >= rate_hz) continue;
    if (low++ > 0) continue;
    first = clip.id;
    first_hz = known->second;
  }
  if (low == 0) return "";
  return fmt::format(
      "{} of {} clips are recorded at a lower sampling rate than the {} Hz that {} reads; the "
      "first, {}, has {} Hz: its band above {} Hz is empty",
      low, clips.size(), base::number(rate_hz), plugin, first, base::number(first_hz),
      base::number(first_hz / 2));
}

}  // namespace encore::features
