#include "core/recipe/files.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/text.hpp"
#include "core/plugin/instance.hpp"
#include "encore/abi.h"

namespace encore::recipe {
namespace {

void check(const Located<std::string>& named, const char* what, base::Diagnostics& out) {
  if (named.value.empty() || named.value.find("{subject}") != std::string::npos) return;
  for (const auto& file : files_of(named.value, "")) {
    std::error_code ec;
    if (std::filesystem::exists(file, ec)) continue;
    out.error(named.at, fmt::format("the {} {} does not exist", what, file.string()),
              "correct the path in the recipe or in the machine file");
  }
}

// What a plugin says when it opens a file that is not there: it may know where such a file comes
// from. None where it says nothing of this parameter.
std::optional<base::Error> refusal(const plugin::PluginInfo& info, const plugin::Params& params,
                                   const std::string& key) {
  if (info.kind != ENCORE_KIND_FEATURES) return {};
  try {
    plugin::FeatureExtractor(info, params, {});
  } catch (const base::Error& e) {
    const auto at = params.at(key);
    if (e.at().line == at.line && e.at().column == at.column) return e;
  }
  return {};
}

void report(const plugin::PluginInfo& info, const plugin::Params& params,
            const plugin::ParamSpec& spec, const std::string& file, base::Diagnostics& out) {
  if (const auto refused = refusal(info, params, spec.key)) {
    const std::string text = refused->what();
    const auto end = text.find('\n');
    out.error(refused->at(), text.substr(0, end),
              end != std::string::npos ? text.substr(end + 1) : refused->hint());
    return;
  }
  out.error(params.at(spec.key), fmt::format("the file of {} {} does not exist", info.id, file),
            fmt::format("correct the path in the recipe or in the machine file; '{}': {}", spec.key,
                        spec.doc));
}

// A file that several features name, such as a network with many layers, is reported once.
void check(const Use& use, const plugin::Catalog& plugins, std::set<std::string>& missing,
           base::Diagnostics& out) {
  const auto* info = plugins.find(use.plugin);
  if (info == nullptr) return;
  const auto files = use.params.files();
  auto file = files.begin();
  for (const auto& spec : info->params) {
    if (spec.type != ENCORE_P_PATH || use.params.values().value(spec.key, "").empty()) continue;
    const std::string& path = *file++;
    std::error_code ec;
    if (path.find('{') != std::string::npos || std::filesystem::exists(path, ec) ||
        !missing.insert(path).second)
      continue;
    report(*info, use.params, spec, path, out);
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
  std::set<std::string> missing;
  for (const auto& feature : recipe.features) check(feature.use, plugins, missing, out);
  check(recipe.encode.regression, plugins, missing, out);
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
