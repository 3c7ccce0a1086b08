// core/data/bids_events.hpp: what a run of a BIDS data set plays.
#pragma once

#include <filesystem>

#include "core/data/bids_run.hpp"

namespace encore::data {

// Reads the events of `run`, whose label, volumes and repetition time are known; with design_only
// its volumes follow from them. What is odd goes to the warnings. Returns the events file. Throws
// base::Error.
std::filesystem::path read_run_events(const Reading& reading, const BidsFile& image, Run& run);

// Throws base::Error when no event of a run plays in the volumes that it keeps: silence is fitted
// like anything else, and nothing in the numbers tells.
void check_plays(const Reading& reading, const std::filesystem::path& events, const Run& run);

}  // namespace encore::data
