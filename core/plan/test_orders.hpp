// core/plan/test_orders.hpp: the orders of test rows that a test of significance draws from.
#pragma once

#include <vector>

#include "core/align/design.hpp"
#include "core/recipe/recipe.hpp"
#include "core/stats/orders.hpp"

namespace encore::plan {

// For every test but gaussian, which has none. Throws base::Error when there are fewer than two.
stats::Orders test_orders(const recipe::Significance& significance,
                          const std::vector<align::FitRow>& test_rows, int draws,
                          std::uint64_t seed);

// What a user can do where there are too few, for messages.
const char* way_to_more_orders(recipe::Significance::Test test);

}  // namespace encore::plan
