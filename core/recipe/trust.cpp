#include "core/recipe/trust.hpp"

#include <algorithm>
#include <filesystem>

#include "encore/abi.h"

namespace encore::recipe {
namespace {
namespace fs = std::filesystem;

// Without links, so that a link in a trusted folder leads to nothing else.
fs::path real(const fs::path& path) {
  std::error_code ec;
  const auto found = fs::canonical(path, ec);
  return ec ? path.lexically_normal() : found;
}

bool covers(const std::string& entry, const fs::path& file, const Digest& digest) {
  constexpr std::string_view by_content = "sha256:";
  std::error_code ec;
  if (entry.starts_with(by_content))
    return fs::is_regular_file(file, ec) && entry.substr(by_content.size()) == digest(file);
  const fs::path trusted = real(entry), asked = real(file);
  const auto differ =
      std::mismatch(trusted.begin(), trusted.end(), asked.begin(), asked.end()).first;
  return differ == trusted.end() || (differ->empty() && std::next(differ) == trusted.end());
}

}  // namespace

std::vector<std::string> untrusted(const Use& use, const plugin::PluginInfo& plugin,
                                   const Trust& trust, const Digest& digest) {
  if ((plugin.flags & ENCORE_DF_RUNS_PROGRAMS) == 0 || trust.all) return {};
  auto files = use.params.files();
  if (files.empty()) return {plugin.id};
  std::erase_if(files, [&](const std::string& file) {
    return std::any_of(trust.entries.begin(), trust.entries.end(),
                       [&](const auto& entry) { return covers(entry, file, digest); });
  });
  return files;
}

}  // namespace encore::recipe
