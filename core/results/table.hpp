// core/results/table.hpp: which model predicts which region best, as text for a terminal.
#pragma once

#include <string>

#include "core/results/results.hpp"

namespace encore::results {

// Mean test correlation by region and model, averaged over subjects; the best of each row is
// marked, and those that the paired interval cannot tell from it, and those not compared with it. A
// region has no best model where the highest one is not above chance (chance.hpp) over subjects.
// Where no permutation could reach the level, the highest is named, and where too few orders or
// draws left it open the row says so; a line below the table says why. Marks are explained where
// they stand.
std::string table(const Results& results);

// Of the column of regions, its title included.
std::size_t region_width(const Results& results);

// For each model that the recipe parts: mean test R2 by region, what only one band brings, and what
// several can. "" when there is none.
std::string partition_table(const Results& results);

// The best model of each region: r, the noise ceiling and r normalised by it, and how many voxels
// are below the floor. "" without a ceiling.
std::string ceiling_table(const Results& results);

// Mean r of the fixed test set and of encode.evaluate, side by side. "" without the latter.
std::string resampled_table(const Results& results);

// Of each profile along layers or delays: mean r by region and step. "" when there is none.
std::string profile_table(const Results& results);

// For each pair of models of stats.overlap: how many significant voxels they share by region,
// summed over subjects, beside chance. "" when there is none.
std::string overlap_table(const Results& results);

// Mean r of each model by region over the subjects, and in how many of them it is above chance. ""
// for fewer than two subjects.
std::string group_table(const Results& results);

}  // namespace encore::results
