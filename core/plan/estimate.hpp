// core/plan/estimate.hpp: memory, disk and work of tasks, from shapes.
#pragma once

#include "core/plan/plan.hpp"

namespace encore::plan {

// Fills Task::memory, Task::disk and Task::work of what is to do. Exact where mask and features are
// in the store; otherwise a third of the grid is taken for the mask.
void estimate(Plan& plan, const Study& study, const features::Log& log);

}  // namespace encore::plan
