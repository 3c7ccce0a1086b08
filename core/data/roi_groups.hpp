// core/data/roi_groups.hpp: which regions of an atlas the words of a recipe mean.
//
// A word is a region's name, or a pattern with * and ?. Names that carry their hemisphere, as
// HCP-MMP1's L_A1_ROI and R_A1_ROI do, also go by what is between: A1 means both.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Without hemisphere and "_ROI": "L_A1_ROI", "lh.A1" and "A1" are "A1".
std::string plain_name(const std::string& region);

// Why a region cannot be called so in tables: "is empty", ...; "" when it can.
std::string wrong_name(const std::string& region);

bool means(const std::string& word, const std::string& region);

// The regions among `rois` that any of the words means; a word that is a group stands for its
// regions.
std::set<std::string> regions_of(const std::vector<base::Located<std::string>>& words,
                                 const recipe::Atlas& atlas, const std::vector<std::string>& rois);

// Regions that the recipe takes together (data.atlas.groups). Sets may overlap.
struct RegionSet {
  std::string name;
  std::set<std::string> regions;  // of the atlas
};
// In the order of the recipe; without those that have none of `rois`.
std::vector<RegionSet> region_sets(const recipe::Atlas& atlas,
                                   const std::vector<std::string>& rois);

// Adds an error at each word of data.mask.roi and of data.atlas.groups that means no region, and at
// groups that are called like one or like the whole brain.
void check_regions(const recipe::Data& data, const std::vector<std::string>& rois,
                   base::Diagnostics& bad);

}  // namespace encore::data
