// core/plugin/abi_read.hpp: a library's entry as data of the host, with everything checked that
// can be checked without running code.
#pragma once

#include <string>
#include <vector>

#include "core/plugin/catalog.hpp"

namespace encore::plugin {

// The plugins of a library. Throws base::Error at the first thing that is not as the ABI says.
// `library` and `library_sha256` stay empty.
std::vector<PluginInfo> read_entry(const encore_entry& entry);

// Why a library that exports these symbols cannot be loaded by this host, or "".
std::string entry_problem(const std::vector<std::string>& exports);

}  // namespace encore::plugin
