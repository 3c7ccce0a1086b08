// core/results/lock_data.hpp: what the lock file says of the data: a checksum of every input.
#pragma once

#include <nlohmann/json.hpp>

#include "core/plan/study.hpp"

namespace encore::results {

// SHA-256 of images, recordings, events as read, and every file that the recipe names. Names do not
// depend on where folders lie, so that two laboratories can compare. Digests come from the store.
nlohmann::ordered_json data_facts(const plan::Study& study);

}  // namespace encore::results
