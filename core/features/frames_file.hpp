// core/features/frames_file.hpp: the frames of one clip as a file of the store.
#pragma once

#include <filesystem>

#include "core/plugin/instance.hpp"

namespace encore::features {

void write_frames(const std::filesystem::path& file, const plugin::FeatureFrames& frames);
plugin::FeatureFrames read_frames(const std::filesystem::path& file);

}  // namespace encore::features
