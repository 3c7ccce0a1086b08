#include "core/data/bids_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"

namespace encore::data {
namespace {

constexpr const char* kSurface = ".func.gii";
constexpr const char* kDense = ".dtseries.nii";

bool is_volume(const BidsName& name) {
  return name.extension == ".nii" || name.extension == ".nii.gz";
}

bool is_image(const Reading& r, const BidsName& name) {
  if (name.suffix != "bold" || name.entity("part") == "phase") return false;
  const bool greyordinates = name.extension == kSurface || name.extension == kDense;
  return is_volume(name) || (r.derived() && greyordinates);
}

bool has_desc(const Reading& r, const BidsName& name) {
  const auto& chosen = r.data.source.entities.entities;
  if (chosen.contains("desc")) return true;  // looked at with the other entities
  const std::string desc = name.entity("desc");
  if (!r.derived()) return desc.empty();
  if (desc == r.data.source.desc) return true;
  return desc.empty() && !r.data.source.desc_given && !is_volume(name);
}

bool has_entities(const Reading& r, BidsName name) {
  const auto& source = r.data.source;
  if (r.derived() && !source.space.empty() && name.entity("space") != source.space) return false;
  name.entities.emplace_back("extension", name.extension);
  return matches(name, source.entities);
}

// "space-fsLR_den-91k (.dtseries.nii)"
std::string describe_variant(const BidsName& name) {
  const std::string text = variant(name);
  return fmt::format("{} ({})", text.empty() ? "no entities" : text, name.extension);
}

std::string variants(const std::vector<BidsFile>& files) {
  std::set<std::string> names;
  for (const auto& f : files) names.insert(describe_variant(f.name));
  return base::join({names.begin(), names.end()}, "and");
}

std::string wanted(const Reading& r) {
  const auto& source = r.data.source;
  std::vector<std::string> words;
  if (r.derived() && !source.entities.entities.contains("desc"))
    words.push_back("desc-" + source.desc);
  if (r.derived() && !source.space.empty()) words.push_back("space-" + source.space);
  for (const auto& [key, values] : source.entities.entities)
    words.push_back(key + "-" + base::join(values));
  return words.empty() ? "" : " with " + base::join(words, "and");
}

void complain(const Reading& r, const std::string& message, const std::string& hint) {
  const auto& at = r.data.source.entities.at;
  r.bad.error(at.file.empty() ? r.data.source.path.at : at, message, hint);
}

// One variant, or nothing.
std::vector<BidsFile> one_variant(const Reading& r, std::vector<BidsFile> files) {
  const auto& source = r.data.source;
  const bool open = source.space.empty() && source.entities.entities.empty();
  const auto volume = [](const BidsFile& f) { return is_volume(f.name); };
  if (open && std::any_of(files.begin(), files.end(), volume))
    std::erase_if(files, [&](const BidsFile& f) { return !volume(f); });
  std::set<std::string> kinds;
  for (const auto& f : files) kinds.insert(variant(f.name) + (volume(f) ? "" : f.name.extension));
  if (kinds.size() <= 1) return files;
  complain(r, fmt::format("{} has images of several kinds: {}", r.subject, variants(files)),
           "choose one by data.source.entities, for example {space: MNI152NLin2009cAsym, res: 2}; "
           "`extension` counts as an entity");
  return {};
}

// Surfaces: both hemispheres of a run together.
std::vector<RunImage> joined(const Reading& r, const std::vector<BidsFile>& files) {
  std::vector<RunImage> out;
  std::map<std::string, std::map<std::string, BidsFile>> runs;  // label -> hemisphere -> file
  for (const auto& f : files) {
    if (f.name.extension != kSurface) out.push_back({f, {}});
    else runs[run_label(f.name)].emplace(f.name.entity("hemi"), f);
  }
  const auto& chosen = r.data.source.entities.entities;
  const auto hemi = chosen.find("hemi");
  const bool one = hemi != chosen.end() && hemi->second.size() == 1;
  for (const auto& [label, hemis] : runs) {
    const auto left = hemis.find("L"), right = hemis.find("R");
    if (one) {
      out.push_back({hemis.begin()->second, {}});
    } else if (left == hemis.end() || right == hemis.end()) {
      complain(r,
               fmt::format("{} {} has no surface of hemi-{}", r.subject, label,
                           left == hemis.end() ? "L" : "R"),
               "to take one hemisphere only, give data.source.entities its hemi");
    } else {
      out.push_back({left->second, right->second.path});
    }
  }
  return out;
}

std::vector<RunImage> choose_events(const Reading& r) {
  std::vector<RunImage> out;
  for (auto& f : list_func(r.images(), r.subject))
    if (f.name.suffix == "events" && f.name.extension == ".tsv") out.push_back({f, {}});
  if (out.empty())
    r.error(fmt::format("{} has no events files in {}", r.subject,
                        (r.images() / r.subject / "func").string()));
  return out;
}

}  // namespace

std::vector<RunImage> choose_images(const Reading& r) {
  if (r.options.design_only) return choose_events(r);
  std::vector<BidsFile> all = list_func(r.images(), r.subject), chosen;
  std::erase_if(all, [&](const BidsFile& f) { return !is_image(r, f.name); });
  for (const auto& f : all)
    if (has_desc(r, f.name) && has_entities(r, f.name)) chosen.push_back(f);
  if (chosen.empty()) {
    complain(r,
             fmt::format("{} has no images{} in {}", r.subject, wanted(r),
                         (r.images() / r.subject / "func").string()),
             all.empty() ? "images are *_bold.nii or .nii.gz, of derivatives also *_bold.func.gii "
                           "and *_bold.dtseries.nii"
                         : "there are: " + variants(all));
    return {};
  }
  return joined(r, one_variant(r, std::move(chosen)));
}

}  // namespace encore::data
