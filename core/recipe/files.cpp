#include "core/recipe/files.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "encore/abi.h"

namespace encore::recipe {
namespace {

void check(const Located<std::string>& named, const char* what, base::Diagnostics& out,
           const std::string& more = "") {
  if (named.value.empty() || named.value.find("{subject}") != std::string::npos) return;
  for (const auto& file : files_of(named.value, "")) {
    std::error_code ec;
    if (std::filesystem::exists(file, ec)) continue;
    out.error(named.at, fmt::format("the {} {} does not exist", what, file.string()),
              "correct the path in the recipe or in the machine file" + more);
  }
}

// What the plugin says of the parameter tells where such a file comes from.
void check(const Use& use, const plugin::Catalog& plugins, base::Diagnostics& out) {
  const auto* info = plugins.find(use.plugin);
  const auto files = use.params.files();
  auto file = files.begin();
  for (const auto& spec : info != nullptr ? info->params : std::vector<plugin::ParamSpec>()) {
    if (spec.type != ENCORE_P_PATH || use.params.values().value(spec.key, "").empty()) continue;
    check({*file++, use.params.at(spec.key)}, fmt::format("file of {}", use.plugin).c_str(), out,
          fmt::format("; '{}': {}", spec.key, spec.doc));
  }
}

}  // namespace

void check_files(const Recipe& recipe, const plugin::Catalog& plugins, base::Diagnostics& out) {
  const Data& data = recipe.data;
  check(data.source.path, "data set", out);
  check(data.source.derivatives, "folder of derivatives", out);
  check(data.stimuli.folder, "folder of stimuli", out);
  check(data.stimuli.captions, "file of captions", out);
  check(data.mask.image, "mask", out);
  check(data.atlas.image, "atlas", out);
  check(data.atlas.labels, "table of labels", out);
  check(data.split.tracks, "table of tracks", out);
  for (const auto& feature : recipe.features) check(feature.use, plugins, out);
  check(recipe.encode.regression, plugins, out);
}

std::string for_subject(const std::string& path, const std::string& subject) {
  return base::replaced(path, "{subject}", subject);
}

std::vector<std::filesystem::path> files_of(const std::string& path, const std::string& subject) {
  const std::string own = for_subject(path, subject);
  std::vector<std::filesystem::path> out;
  for (const auto& [hemi, fs_hemi] : {std::pair("L", "lh"), std::pair("R", "rh")})
    out.emplace_back(base::replaced(base::replaced(own, "{hemi}", hemi), "{fs_hemi}", fs_hemi));
  if (out[0] == out[1]) out.pop_back();
  return out;
}

}  // namespace encore::recipe
