// core/run/regression.hpp: the recipe's regression, ready for a task.
#pragma once

#include "core/plugin/instance.hpp"
#include "core/run/execute.hpp"

namespace encore::run {

// A plugin that leaves threads to BLAS; another has threads of its own, and BLAS one in each.
bool uses_blas(const Job& job);

// Whether responses are centred for it. A plugin with a boolean parameter `intercept` that is off
// gets them as they are.
bool centres_responses(const Job& job);

// `part`: where in the task the plugin is; it must outlive the regression.
plugin::Regression regression_of(const Job& job, const base::Span& part);

}  // namespace encore::run
