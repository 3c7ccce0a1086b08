// core/data/bids_runs.hpp: the runs of one subject of a BIDS data set.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/bids.hpp"
#include "core/data/presentations.hpp"

namespace encore::data {

// A subject with its runs: train first, then test; each in order of its label. What is wrong goes
// to `bad`, what is only odd to `warnings`.
Subject read_subject(const recipe::Data& data, const std::string& id, BidsOptions options,
                     ClipTable& clips, base::Diagnostics& bad, std::vector<std::string>& warnings);

}  // namespace encore::data
