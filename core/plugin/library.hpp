// core/plugin/library.hpp: plugin libraries in this process.
//
// Loading runs the library's code, so only a child process or somebody who scanned it before may
// do so. Thread-safe.
#pragma once

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>

#include "encore/abi.h"

namespace encore::plugin {

// Opens a library once and for the life of the process: code of a library may be referred to from
// anywhere (exceptions, thread-local destructors), so that unloading is never safe. Throws
// base::Error with the loader's reason.
const encore_entry& load_library(const std::filesystem::path& path);

// The descriptor of one plugin of a library. Throws base::Error when it has no such plugin.
const encore_descriptor& find_descriptor(const encore_entry& entry, const std::string& id);

// Instruction sets of encore_entry::isa that this processor lacks or this host has never heard
// of, "" when there are none.
std::string missing_isa(const std::string& isa);

// A struct of an older or newer minor version as one of this host's: what it lacks is zero.
template <class T>
T copy_struct(const void* theirs) {
  std::uint32_t size = 0;
  std::memcpy(&size, theirs, sizeof size);
  T ours{};
  std::memcpy(&ours, theirs, std::min<std::size_t>(size, sizeof(T)));
  return ours;
}

}  // namespace encore::plugin
