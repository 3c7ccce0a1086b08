// core/data/clip_id.hpp: how ids of clips that people write are compared.
#pragma once

#include <string>

namespace encore::data {

// A clip's id without the "@start" that tells it from other parts of its recording.
std::string recording_id(const std::string& id);

// A number at the end without leading zeros: "disco.00011" -> "disco.11".
std::string number_plain(const std::string& id);

}  // namespace encore::data
