// core/data/atlas.hpp: names of the regions that voxels lie in.
#pragma once

#include <string>
#include <vector>

#include "core/data/mask.hpp"

namespace encore::data {

struct RoiNames {
  std::vector<std::string> names;     // of each voxel of the mask; "" outside of every region
  std::vector<std::string> rois;      // regions with at least one voxel, in the order of the table
  std::vector<std::string> warnings;  // labels of the image that the table does not name
};

// Label 0 is no region. Labels are rounded, since many atlases are stored as floating-point
// numbers; one that is not near a whole number is an error. Without a table regions have the names
// that the files give them (surfaces), or are called "label-<number>". Throws when the grids differ
// or a table is malformed. Without an atlas all names are "".
RoiNames roi_names(const recipe::Atlas& atlas, const std::string& subject, const Mask& mask);

// The names that the table gives, or without one the files of a surface that fit the subject; none
// when they are not known before the image is read. Throws when a file cannot be read.
std::vector<std::string> atlas_names(const recipe::Atlas& atlas, const Subject& subject);

}  // namespace encore::data
