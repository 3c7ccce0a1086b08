// core/recipe/requires.hpp: version ranges of host and plugins.
#pragma once

#include <string>

#include "core/recipe/reader.hpp"

namespace encore::recipe {

// Checks `requires: {host: ">=0.1, <1.0", plugins: {encore.mel: "^1.0"}}`.
void check_requires(Reader& root, const std::string& host_version);

// True when a version lies in a range: comma-separated >=, >, <=, <, =, ^ (same major; for 0.x the
// same minor) and ~ (same minor). Throws base::Error for a malformed range.
bool version_in(const std::string& version, const std::string& range);

}  // namespace encore::recipe
