// core/data/bids_files.hpp: which files of a BIDS folder belong to a run.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/data/bids_name.hpp"

namespace encore::data {

// A file with its parsed name.
struct BidsFile {
  std::filesystem::path path;
  BidsName name;
};

// The folders sub-*, sorted.
std::vector<std::string> list_subjects(const std::filesystem::path& root);

// Files of a subject's func folders, with and without sessions, sorted by path.
std::vector<BidsFile> list_func(const std::filesystem::path& root, const std::string& subject);

// Files with this suffix and extension that apply to `name`, from the root of the data set down to
// the folder of the run: the inheritance principle. The most particular one is last.
std::vector<std::filesystem::path> inherited(const std::filesystem::path& root,
                                             const BidsName& name, const std::string& suffix,
                                             const std::string& extension);

// The JSON sidecars that apply to an image, merged; the more particular one wins.
nlohmann::json sidecar(const std::filesystem::path& root, const BidsName& name,
                       const std::string& suffix);

// Throws base::Error with file and place.
nlohmann::json read_json(const std::filesystem::path& path);

}  // namespace encore::data
