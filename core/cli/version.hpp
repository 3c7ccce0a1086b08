// core/cli/version.hpp: the version of the host, set by the build (project(VERSION) in CMake).
#pragma once

namespace encore::cli {
inline constexpr const char* kVersion = ENCORE_VERSION;
}
