// core/data/captions.hpp: what people wrote about the clips, from a CSV or TSV of two columns.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/data/dataset.hpp"

namespace encore::data {

// What a person should know of a file of captions.
struct CaptionNotes {
  std::vector<std::string> unused;  // ids that belong to no clip
  // Ids that fit a clip only as a number: {"disco.000011_15s", "disco.00011"}.
  std::vector<std::pair<std::string, std::string>> malformed;
};

// Fills Clip::caption. The first column whose name is id, clip or clip_id (in any case) names the
// clip, the first of caption, text, description, desc or descen holds the text; otherwise the
// first and second column. An id belongs to a clip when both are equal, or after these steps: what
// follows the last "_" goes ("blues.00000_15s"), and a number at the end is compared as a number
// ("disco.000011" is disco.00011). Throws base::Error when two captions belong to one clip or the
// file cannot be read.
CaptionNotes add_captions(const std::filesystem::path& file, std::vector<Clip>& clips);

}  // namespace encore::data
