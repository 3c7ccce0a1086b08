// core/recipe/load.hpp: from a YAML file to a checked recipe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/value.hpp"
#include "core/plugin/catalog.hpp"
#include "core/recipe/machine.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

// One changed or given value and where it came from, for `encore show`.
struct Origin {
  std::string key;    // "features.mel.with.n_mels"
  std::string value;  // as YAML
  std::string
      from;  // "five.yaml:38", "default", "default of encore.mel 1.0.0", "--set", "machine.yaml"
};

struct Loaded {
  Recipe recipe;
  std::vector<Origin> origins;  // every value of the resolved recipe, in order
  std::vector<base::Diagnostic> warnings;
};

// Reads and checks all of a recipe that can be checked without opening data. Throws DiagnosedError
// with every mistake. `overrides` are the texts of --set ("encode.cv.kind=leave-one-run-out"); the
// key must be one that recipes know.
Loaded load(const std::filesystem::path& file, const plugin::Catalog& plugins,
            const Machine& machine, const std::vector<std::string>& overrides = {});

// The YAML of any file as a located tree, with the strictness of recipes (duplicate keys, merge
// keys, anchors' places). Throws DiagnosedError.
base::Value parse_yaml(const std::filesystem::path& file);

}  // namespace encore::recipe
