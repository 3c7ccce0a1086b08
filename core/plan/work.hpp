// core/plan/work.hpp: how much a task has to do, in the numbers that its time grows with.
#pragma once

#include <string>

#include "core/plan/shapes.hpp"

namespace encore::plan {

// "4800 rows x 2048 columns x 60000 voxels", "540 clips, 135 min of sound". Shapes rather than
// seconds, which depend on the machine: two plans compare by them.
std::string work_of(const Task& task, const Study& study, Shapes& shapes);

}  // namespace encore::plan
