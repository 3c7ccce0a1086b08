// core/recipe/yaml.hpp: YAML as a located tree, with the strictness of recipes.
//
// Errors: not UTF-8, not YAML, duplicate keys, keys that are not words, `<<`, tags, several
// documents, an empty file, a file that nests or expands too far. Anchors and aliases are allowed;
// what is wrong at an alias is reported there or at the anchor's text, whichever is wrong.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/value.hpp"

namespace encore::recipe {

// Throws DiagnosedError with every mistake.
base::Value parse_yaml(const std::filesystem::path& file);

// The same for a text that was read already; `file` is for messages.
base::Value parse_yaml_text(std::string text, const std::string& file);

}  // namespace encore::recipe
