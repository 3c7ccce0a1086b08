// core/data/bids.hpp: BIDS data sets, raw or prepared by fMRIPrep.
//
//   const DataSet set = read_bids(recipe.data);   // headers, sidecars and events; no voxels
//
// Events and sidecars come from data.source.path. Images come from there too, or, when
// data.source.derivatives is given, from that folder, chosen by the entities space and desc.
#pragma once

#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

struct BidsOptions {
  // Reads the design of a data set whose images are not on this machine: runs are those with
  // events files, and each lasts until its last event ends.
  bool design_only = false;
};

// Throws base::DiagnosedError with everything that is wrong.
DataSet read_bids(const recipe::Data& data, BidsOptions options = {});

// Looks at everything else that a run will need, without reading a run: mask and atlas with their
// grids and names, whether a mask that the recipe names has voxels, confounds. For `encore check`.
void check_images(const recipe::Data& data, const DataSet& set, base::Diagnostics& bad);

// Recordings that the events name and that are not there; none when the recipe gives no folder. One
// that is something else, or that cannot be looked at, has the reason behind it, "a.wav (is a
// folder)".
std::vector<std::string> missing_recordings(const DataSet& set);

}  // namespace encore::data
