// core/plan/expand.hpp: the graph of tasks that a recipe stands for.
#pragma once

#include <vector>

#include "core/plan/study.hpp"
#include "core/plan/task.hpp"

namespace encore::plan {

// Tasks with keys and needs, in an order in which they can run. States are left open.
std::vector<Task> expand(const Study& study);

}  // namespace encore::plan
