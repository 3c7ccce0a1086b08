// core/run/mask_file.hpp: a subject's mask and regions as a file of the store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/mask.hpp"

namespace encore::run {

void write_mask(const std::filesystem::path& file, const data::Mask& mask,
                const std::vector<std::string>& regions);
data::Mask read_mask(const std::filesystem::path& file);
std::vector<std::string> read_regions(const std::filesystem::path& file);

}  // namespace encore::run
