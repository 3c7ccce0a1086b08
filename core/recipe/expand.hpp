// core/recipe/expand.hpp: ${vars.x}, ${paths.x} and --set, before sections are read.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/value.hpp"
#include "core/recipe/machine.hpp"

namespace encore::recipe {

// Puts `text` ("encode.cv.kind=leave-one-run-out") into the tree; missing mappings are made, and
// the readers find keys that do not exist.
void apply_override(base::Value& root, const std::string& text, base::Diagnostics& out);

// Replaces references. A value that is nothing but ${vars.x} becomes that value, of any kind.
void expand(base::Value& root, const Machine& machine, base::Diagnostics& out);

// The recipe as text, with overrides in place and nothing else expanded: what recipe.yaml of a run
// holds when --set changed something. Comments are lost.
std::string text_as_run(const base::Value& tree, const std::string& file,
                        const std::vector<std::string>& overrides);

}  // namespace encore::recipe
