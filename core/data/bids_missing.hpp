// core/data/bids_missing.hpp: runs whose image is not where it should be.
#pragma once

#include <vector>

#include "core/data/bids_run.hpp"

namespace encore::data {

// A run of data.split that an events file, a sidecar or another image of the raw data set names, or
// a sidecar, confounds, a mask or another image of the derivatives, must have one of `images`.
// Each that has none is an error, with split.allow_missing_runs a warning. Names that say less than
// an image's ("task-rest_events.tsv", without the run) belong to every image that they apply to;
// echoes and parts of one run are one run; nothing is missing that source.entities leaves out.
void check_missing(const Reading& reading, const std::vector<RunImage>& images);

// The names of those runs, without what belongs to images only; none with design_only.
std::vector<BidsName> missing_runs(const Reading& reading, const std::vector<RunImage>& images);

// With mask: auto, volumes of derivatives have fMRIPrep's brain masks: an error where only some
// have them, a warning where none has, since the mask is then computed.
void check_brain_masks(const Reading& reading, const std::vector<Placed>& runs);

}  // namespace encore::data
