// The feature plugins as the host runs them: the built libraries through core/plugin.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/plugin/abi_read.hpp"
#include "core/plugin/flow.hpp"
#include "core/plugin/instance.hpp"
#include "core/plugin/library.hpp"
#include "core/stimuli/clip.hpp"

namespace encore::test {

inline plugin::PluginInfo plugin_info(const std::string& name) {
  const auto library = std::filesystem::path(ENCORE_BINARY_DIR) / "lib/encore/plugins" /
                       ("encore-" + name + ".encoreplugin.so");
  plugin::PluginInfo info = plugin::read_entry(plugin::load_library(library)).at(0);
  info.library = library;
  return info;
}

// encore.<name> with parameters as in a recipe. Throws when they are wrong.
inline plugin::FeatureExtractor extractor(const std::string& name, const std::string& with = "{}",
                                          plugin::CallOptions options = {}) {
  const auto info = plugin_info(name);
  base::Diagnostics found;
  const base::Value value = plugin::parse_flow(with, {});
  const auto params = plugin::resolve(info, &value, {}, {}, found);
  found.throw_if_any();
  return plugin::FeatureExtractor(info, params, std::move(options));
}

inline plugin::ClipInput clip_of(const stimuli::Sound& sound, const std::string& id = "clip") {
  plugin::ClipInput clip;
  clip.id = id;
  clip.audio = sound.samples;
  clip.sample_rate = sound.sample_rate;
  clip.duration_s = sound.seconds();
  return clip;
}

// A sound of one channel out of a function of time.
template <class F>
stimuli::Sound synthesize(double seconds, double rate, F&& value) {
  stimuli::Sound sound;
  sound.sample_rate = rate;
  sound.samples.resize(std::llround(seconds * rate), 1);
  for (base::Index i = 0; i < sound.frames(); ++i)
    sound.samples(i, 0) = static_cast<float>(value(static_cast<double>(i) / rate));
  return sound;
}

inline base::Index column(const plugin::FeatureFrames& frames, const std::string& name) {
  for (std::size_t i = 0; i < frames.names.size(); ++i)
    if (frames.names[i] == name) return static_cast<base::Index>(i);
  ADD_FAILURE() << "no column " << name;
  return 0;
}

// The message of the base::Error that `body` throws, "" when it throws none.
template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
    return "";
  } catch (const base::Error& e) {
    return e.what();
  }
}

inline std::filesystem::path test_data() {
  const char* folder = std::getenv("ENCORE_TEST_DATA");
  return folder != nullptr ? folder : ENCORE_TEST_DATA_DEFAULT;
}

}  // namespace encore::test
