// core/features/rates.hpp: recordings that hold less of the spectrum than a plugin looks at.
#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.hpp"

namespace encore::features {

// One sentence when recordings of `clips` have a lower sampling rate than `rate_hz`, to which
// `plugin` has them resampled; else "". Resampling adds no sound: above half of a recording's own
// rate the plugin gets silence, which a network may never have met. Reads the headers of the
// recordings, each once. One that cannot be read is left out here: extraction names its clip.
std::string low_rates(const std::vector<data::Clip>& clips, double rate_hz,
                      const std::string& plugin);

}  // namespace encore::features
