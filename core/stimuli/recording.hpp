// core/stimuli/recording.hpp: a stretch of a WAV, FLAC, OGG or MP3 file (libsndfile).
//
// All functions may be called from any thread.
#pragma once

#include <filesystem>
#include <string>

#include "core/stimuli/sound.hpp"

namespace encore::stimuli {

struct RecordingInfo {
  double sample_rate = 0;
  base::Index frames = 0, channels = 0;
  std::string format;  // "WAV (Microsoft), Signed 16 bit PCM"
  double seconds() const { return static_cast<double>(frames) / sample_rate; }
};

// Reads the header only.
RecordingInfo describe_recording(const std::filesystem::path& file);

// A clip may end so much after its recording; zeros are appended. GTZAN's tracks differ from 30 s
// by about that much.
inline constexpr double padding_s = 0.05;

// Seeks to start_s and reads duration_s (0: to the end). `name` is the clip, for messages. Throws
// base::Error when the file is missing or not audio, when the clip ends after the recording, or
// when a sample is not a finite number.
Sound read_recording(const std::filesystem::path& file, double start_s, double duration_s,
                     const std::string& name);

}  // namespace encore::stimuli
