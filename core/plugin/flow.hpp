// core/plugin/flow.hpp: values in one line of text, as default texts and --with hold them.
//
//   parse_flow("[1, 2.5]")   parse_flow("{logspace: [-2, 6, 17]}")   parse_flow("slaney")
#pragma once

#include <string_view>

#include "core/base/value.hpp"

namespace encore::plugin {

// Reads YAML's flow style: scalars, quotes, lists and mappings, no anchors or comments. Every
// value is placed at `at`. Throws base::Error.
base::Value parse_flow(std::string_view text, const base::Location& at = {});

}  // namespace encore::plugin
