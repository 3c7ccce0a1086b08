// core/recipe/layers.hpp: one feature of many layers, written once.
//
//   features: {mert: {use: encore.onnx-audio, with: {model: m}, layers: [0, 6, 12]}}
//   encode: {models: {mert: [mert], both: [mert, mel]}}
//
// stands for the features mert-0, mert-6, mert-12 and the models mert-0: [mert-0], ..., both-0:
// [mert-0, mel], ... Each feature gets its layer where `with` says {layer} in a text; where it does
// so nowhere, as the parameter `layers: [6]` of its plugin.
#pragma once

#include <map>
#include <string>

#include "core/base/error.hpp"
#include "core/base/value.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

// Rewrites the tree of a recipe whose ${...} are expanded. Values keep their places, so that errors
// of a layer stand at the line of its feature. Returns the models that came to be, by name, as the
// steps of their profiles.
std::map<std::string, Step> expand_layers(base::Value& root, base::Diagnostics& bad);

}  // namespace encore::recipe
