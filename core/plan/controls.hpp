// core/plan/controls.hpp: controls that were added where possible (recipe/controls.hpp), beside the
// data as they are.
#pragma once

#include <cstddef>
#include <string>

namespace encore::plan {

class Study;

// What the data lack for such a model: "clip tune-0 has no genre"; "" where nothing, and for a
// model that the recipe asks for. Needs the data set, not the features.
std::string lack_of_control(const Study& study, std::size_t model);

}  // namespace encore::plan
