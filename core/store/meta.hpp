// core/store/meta.hpp: what meta.json says of the files of an entry. Thread-safe.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace encore::store {

// Name and size of every file of an entry but its meta.json.
nlohmann::json sizes_of(const std::filesystem::path& folder);
// The checksums of those files.
nlohmann::json checksums_of(const std::filesystem::path& folder, const nlohmann::json& files);

// The meta.json of an entry; nothing when it is not there or not one that a Writer wrote.
std::optional<nlohmann::json> meta_of(const std::filesystem::path& folder);

// "" where there is no such text.
std::string text_in(const nlohmann::json& meta, const char* name);

}  // namespace encore::store
