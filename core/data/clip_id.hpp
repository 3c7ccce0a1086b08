// core/data/clip_id.hpp: how ids of clips that people write are compared.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"

namespace encore::data {

// A clip's id without the "@start" that tells it from other parts of its recording.
std::string recording_id(const std::string& id);

// A number at the end without leading zeros: "disco.00011" -> "disco.11".
std::string number_plain(const std::string& id);

// Index of each clip under every way to write its id: as it stands, that of its recording, and that
// with a plain number.
std::multimap<std::string, std::size_t> clips_by_id(const std::vector<Clip>& clips);

}  // namespace encore::data
