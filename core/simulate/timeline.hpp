// core/simulate/timeline.hpp: what the brain would answer to the clips of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/simulate/design.hpp"
#include "core/simulate/drivers.hpp"
#include "core/simulate/subject.hpp"

namespace encore::simulate {

// Frames x drivers of each recording, all kinds side by side; by id.
using Recordings = std::map<std::string, base::MatrixD>;

// Gives every driver mean 0 and variance 1 over the clips of a design, each counted once.
void standardise(Recordings& recordings, const Design& design);

// Drivers of a run, frame after frame from its first volume on; 0 where nothing plays.
base::MatrixD timeline(const Run& run, const Recordings& recordings);

// After the haemodynamic response, in the middle of each volume.
Bold bold(const Run& run, const Recordings& recordings);

// Over the volumes after the lead-in of one subject's test runs (of all runs when there are none),
// each run less its own mean.
Covariances covariances(const Design& design, const std::vector<Bold>& bolds);

}  // namespace encore::simulate
