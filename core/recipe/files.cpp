#include "core/recipe/files.hpp"

#include <fmt/format.h>

namespace encore::recipe {
namespace {

void check(const Located<std::string>& named, const char* what, base::Diagnostics& out) {
  if (named.value.empty() || named.value.find("{subject}") != std::string::npos) return;
  std::error_code ec;
  if (std::filesystem::exists(named.value, ec)) return;
  out.error(named.at, fmt::format("the {} {} does not exist", what, named.value),
            "correct the path in the recipe or in the machine file");
}

void check(const Use& use, base::Diagnostics& out) {
  for (const auto& file : use.params.files())
    check({file, use.at}, fmt::format("file of {}", use.plugin).c_str(), out);
}

}  // namespace

void check_files(const Recipe& recipe, base::Diagnostics& out) {
  const Data& data = recipe.data;
  check(data.source.path, "data set", out);
  check(data.source.derivatives, "folder of derivatives", out);
  check(data.stimuli.folder, "folder of stimuli", out);
  check(data.stimuli.captions, "file of captions", out);
  check(data.mask.image, "mask", out);
  check(data.atlas.image, "atlas", out);
  check(data.atlas.labels, "table of labels", out);
  check(data.split.tracks, "table of tracks", out);
  for (const auto& feature : recipe.features) check(feature.use, out);
  check(recipe.encode.regression, out);
}

std::string for_subject(const std::string& path, const std::string& subject) {
  constexpr std::string_view field = "{subject}";
  std::string out = path;
  for (auto at = out.find(field); at != std::string::npos; at = out.find(field, at))
    out.replace(at, field.size(), subject);
  return out;
}

}  // namespace encore::recipe
