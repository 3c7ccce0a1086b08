// core/plugin/elf.hpp: what a shared library exports, without running any of its code.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace encore::plugin {

struct ElfFacts {
  std::vector<std::string> exports;  // defined dynamic symbols that others may see
  std::vector<std::string> needed;   // libraries it asks for
};

// Throws base::Error when the file is not a shared library for this kind of machine, or is cut
// short.
ElfFacts read_elf(const std::filesystem::path& library);

}  // namespace encore::plugin
