// core/data/bids_name.hpp: file names of BIDS, "sub-001_task-Test_run-02_bold.nii.gz", taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/recipe/recipe.hpp"

namespace encore::data {

struct BidsName {
  std::vector<std::pair<std::string, std::string>> entities;  // in the order of the name
  std::string suffix;                                         // "bold"
  std::string extension;                                      // ".nii.gz"

  // "" when the name has no such entity.
  std::string entity(std::string_view key) const;
};

// nullopt for a name that is not of this form.
std::optional<BidsName> parse_bids_name(const std::string& file_name);

// Numbers are compared as numbers ("1" and "01"), all else letter by letter.
bool same_entity(std::string_view a, std::string_view b);

// Every key of the selection has one of its values.
bool matches(const BidsName& name, const recipe::Select& select);

// True when every entity of `general` stands in `name` with the same value: the rule by which a
// sidecar belongs to an image.
bool applies_to(const BidsName& general, const BidsName& name);

// Entities that say how an image was processed and on what it lies: hemi, space, cohort, res, den,
// desc.
bool is_processing(std::string_view key);

// The name of what was processed: that of the raw image.
BidsName without_processing(BidsName name);

// These of an image, "space-fsLR_den-91k", without the hemisphere; "" where there are none.
std::string variant(const BidsName& name);

// What tells a run from the subject's other runs, "ses-01_task-Training_run-03": neither subject
// nor how the image was processed.
std::string run_label(const BidsName& name);

}  // namespace encore::data
