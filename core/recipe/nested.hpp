// core/recipe/nested.hpp: what a recipe asks of its models beside a fit, and the models that are
// fitted for it: on some bands of another (encode.partition), at single delays (encode.profile).
//
// A set of bands is a bit mask over the features of the model: 0b101 are the first and the third.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/recipe/recipe.hpp"

namespace encore::recipe {

using BandSet = unsigned;

// More bands have more than a reader can follow, 2^n - 1 models.
inline constexpr std::size_t kMostCommonalityBands = 3;

// As many as a BandSet has bits to spare.
inline constexpr std::size_t kMostBands = 30;

// Whether the recipe asks for the parts of a model.
bool is_parted(const Encode& encode, const Model& model);
// Whether its fit is kept in the run's folder, and whether it comes from an earlier run.
bool is_kept(const Encode& encode, const Model& model);
bool is_fitted(const Encode& encode, const Model& model);
// What must be fitted beside the model itself: all bands but one, or every proper subset.
std::vector<BandSet> nested_sets(const Model& model, Partition::Method method);
// The bands of a set in the order of the model.
std::vector<std::string> names_of(const Model& model, BandSet set);
// Index of the first model on these features, in whatever order, with the delays of the recipe;
// models.size() when there is none.
std::size_t model_on(const Encode& encode, const std::vector<std::string>& features);

// Adds the nested models that no model of the recipe equals. Their names are lists, which no name
// in a recipe can be: "[music,text]".
void add_nested(Encode& encode);

// Adds the models of encode.profile, each at one delay: "mel@3".
void add_delays(Encode& encode);
// How a model is aligned: as the recipe says, or at its only delay.
Align align_of(const Align& align, const Model& model);

}  // namespace encore::recipe
