// core/plan/test_orders.hpp: the orders of test rows that a test of significance draws from, and
// what `auto` comes to for these rows.
//
// The haemodynamic response carries over from clip to clip, so that blocks must be long; but few
// blocks have few orders. auto takes the longest that leaves kUnits of them (docs/significance.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/align/design.hpp"
#include "core/recipe/recipe.hpp"
#include "core/stats/orders.hpp"
#include "core/stats/stretches.hpp"

namespace encore::plan {

using Rows = std::vector<align::FitRow>;

constexpr base::Index kLongest = 50;  // rows of a block, or of clips that move together
constexpr base::Index kShort = 20;    // rows; auto below this is warned of
constexpr base::Index kUnits = 10;    // blocks of full length

// Whether the rows belong to two clips or more; else there is nothing but rows to compare by.
bool has_clips(const Rows& test_rows);

// For every test but gaussian, which has none. Throws base::Error when there are fewer than two.
stats::Orders test_orders(const recipe::Significance& significance, const Rows& test_rows,
                          int draws, std::uint64_t seed);

// Rows of a block: as given, else the longest whole number of clips (of tens of rows where clips
// differ in length, are longer than kLongest / 2, or are unknown) up to kLongest that leaves kUnits
// whole blocks and no more than a tenth of the rows in place; at least 10 rows.
base::Index block_rows(int block_tr, const Rows& test_rows);

// Clips that move, or are drawn, together: as given, else as many as kLongest rows hold and leave
// kUnits whole stretches; at least one.
base::Index block_clips(int given, const Rows& test_rows);
stats::Stretches joined_clips(int given, const Rows& test_rows);

// Steps of circular shifts: as given, else the length of a clip where all are equally long and back
// to back and there are as many such orders as draws, else one row.
base::Index shift_step(const recipe::Significance& significance, const Rows& test_rows);

// What is to be said where auto found too few rows for what it stands for; none where it is given.
std::optional<std::string> short_of_rows(const recipe::Significance& significance,
                                         const Rows& test_rows);
std::optional<std::string> short_of_clips(int block_clips, const Rows& test_rows);

// What changes place, auto worked out: "permutation of blocks of 50 test rows". Empty in gaussian.
std::string describe(const recipe::Significance& significance, const Rows& test_rows);

// What a user can do where there are too few orders, and what it costs, for messages.
const char* way_to_more_orders(recipe::Significance::Test test);

}  // namespace encore::plan
