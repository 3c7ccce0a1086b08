// core/data/bids_images.hpp: which images of a subject a recipe means.
//
// Raw images are *_bold.nii[.gz] without `desc`. Of derivatives, those count whose entities are
// data.source.space, desc and entities: volumes, surfaces (*_bold.func.gii, of two hemispheres) and
// dense series (*_bold.dtseries.nii). fMRIPrep gives the latter two no `desc`, so that they need
// none unless the recipe asks for it.
#pragma once

#include <filesystem>
#include <vector>

#include "core/data/bids_files.hpp"
#include "core/data/bids_run.hpp"

namespace encore::data {

// A run's images. Adds to `reading.bad` and returns nothing when none is there or the images are of
// several variants (space, resolution, density, format), naming what is there. Without any choice
// volumes are preferred to surfaces. With design_only: the events files.
std::vector<RunImage> choose_images(const Reading& reading);

}  // namespace encore::data
