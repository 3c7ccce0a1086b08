#include "core/data/roi_groups.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace encore::data {
namespace {

using Word = base::Located<std::string>;
using Words = std::vector<std::string>;

constexpr const char* kWholeBrain = "whole-brain";  // rows of all voxels in scores.tsv

const recipe::RoiGroup* group_of(const recipe::Atlas& atlas, const std::string& word) {
  for (const auto& group : atlas.groups)
    if (group.name == word) return &group;
  return nullptr;
}

bool is_region(const std::string& word, const Words& rois) {
  return std::any_of(rois.begin(), rois.end(), [&](const auto& r) { return means(word, r); });
}

void check_word(const Word& word, const Words& rois, const Words& also, base::Diagnostics& bad) {
  if (is_region(word.value, rois)) return;
  Words known = also;
  for (const auto& roi : rois) {
    known.push_back(roi);
    if (plain_name(roi) != roi) known.push_back(plain_name(roi));
  }
  const std::string near = base::nearest(word.value, known);
  constexpr std::size_t kMostNamed = 30;
  Words shown(known.begin(), known.begin() + std::min(known.size(), kMostNamed));
  if (shown.size() < known.size()) shown.push_back("others");
  bad.error(word.at, fmt::format("the atlas has no region '{}'", word.value),
            near.empty() ? fmt::format("its regions are {}", base::join(shown, "and"))
                         : fmt::format("did you mean '{}'?", near));
}

}  // namespace

std::string plain_name(const std::string& region) {
  std::string_view name = region;
  for (const char* prefix : {"L_", "R_", "L ", "R ", "lh.", "rh.", "lh_", "rh_"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(std::string_view(prefix).size());
    break;
  }
  if (name.ends_with("_ROI")) name.remove_suffix(4);
  return name.empty() ? region : std::string(name);
}

std::string wrong_name(const std::string& region) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(region.begin(), region.end(), control))
    return "holds a tab, a line break or another control character";
  if (region.find_first_not_of(' ') == std::string::npos) return "is empty";
  if (region == kWholeBrain) return "is that of the rows of all voxels";
  return "";
}

bool means(const std::string& word, const std::string& region) {
  return base::glob_match(word, region) || base::glob_match(word, plain_name(region));
}

std::set<std::string> regions_of(const std::vector<Word>& words, const recipe::Atlas& atlas,
                                 const Words& rois) {
  std::set<std::string> out;
  for (const auto& word : words) {
    const auto* group = group_of(atlas, word.value);
    const std::vector<Word> parts = group != nullptr ? group->regions : std::vector<Word>{word};
    for (const auto& part : parts)
      for (const auto& roi : rois)
        if (means(part.value, roi)) out.insert(roi);
  }
  return out;
}

std::vector<RegionSet> region_sets(const recipe::Atlas& atlas, const Words& rois) {
  std::vector<RegionSet> out;
  for (const auto& group : atlas.groups)
    if (auto found = regions_of(group.regions, {}, rois); !found.empty())
      out.push_back({group.name, std::move(found)});
  return out;
}

void check_regions(const recipe::Data& data, const Words& rois, base::Diagnostics& bad) {
  Words groups;
  for (const auto& group : data.atlas.groups) {
    groups.push_back(group.name);
    if (const auto why = wrong_name(group.name); !why.empty())
      bad.error(group.at, fmt::format("the name of group '{}' {}", group.name, why),
                "call it otherwise");
    if (std::find(rois.begin(), rois.end(), group.name) != rois.end())
      bad.error(group.at, fmt::format("group {} is called like a region of the atlas", group.name),
                "call it otherwise, so that their rows in scores.tsv differ");
    for (const auto& word : group.regions) check_word(word, rois, {}, bad);
  }
  for (const auto& word : data.mask.roi)
    if (group_of(data.atlas, word.value) == nullptr) check_word(word, rois, groups, bad);
}

}  // namespace encore::data
