// core/stimuli/clip.hpp: a stimulus as the recipe wants it: cut, faded, levelled, resampled.
//
//   Sound s = load_clip({.name = "disco.00011", .file = path, .start_s = 4.2, .duration_s = 15,
//                        .sample_rate = 22050, .mono = true});
//
// All functions may be called from any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/stimuli/sound.hpp"

namespace encore::stimuli {

struct ClipRequest {
  std::string name;            // for messages
  std::filesystem::path file;  // the recording
  double start_s = 0;
  double duration_s = 0;                        // 0: to the end of the recording
  double fade_s = 0;                            // raised cosine, in and out
  std::optional<double> rms_db = std::nullopt;  // level, dB re full scale
  double sample_rate = 0;                       // Hz; 0: as recorded
  bool mono = true;
};

// In this order: read, mix to mono, fade, level, resample. So the level is that of the faded clip,
// and clips differ in nothing but sampling rate between plugins that ask for different rates.
Sound load_clip(const ClipRequest& request);

// What identifies the sound for a cache: the content of the recording (`file_sha256`) and all that
// load_clip does to it; not the path or the name.
std::string clip_digest(const std::string& file_sha256, const ClipRequest& request);

}  // namespace encore::stimuli
