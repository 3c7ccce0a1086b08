// core/recipe/controls.hpp: models that a comparison needs beside those it is about.
//
// An r above chance says that a model knows something of the brain, not that it takes this model to
// know it. A control does with less: noise of as many columns, the mean of the training rows,
// labels of the clips, acoustics that need no learning.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/recipe/reader.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

struct ControlKind {
  std::string_view name;
  std::vector<std::string_view> plugins;  // features of any of them; the first is added
  bool of_arrays;                         // whether an arrays file can be asked for it
};
const std::array<ControlKind, 4>& control_kinds();
// Of the events files: what labels that are added say of a clip.
inline constexpr std::string_view kLabelsColumn = "genre";

// Features and models control-noise, ... of the kinds that no model is of, at the end of theirs.
// With `add` or {add: [noise, mean]} those named; else, where models are compared, those that the
// data allow (of an arrays file noise, acoustics where there is a folder of stimuli) and `without`
// does not name. Returns the names of the latter: Study leaves out what the data turn out not to
// allow. A name that is taken is an error with `add`. Rewrites the tree of a recipe, as
// expand_layers does.
std::set<std::string> add_controls(base::Value& root, base::Diagnostics& bad);

// The kind of control whose features make up the model: noise (encore.noise), mean (encore.mean),
// labels (encore.labels), acoustics (mel, MFCC, chroma, tempogram, MTF); "" for another model.
std::string control_kind(const Recipe& recipe, const Model& model);

// A warning where models are compared, with the kinds of control that none of them is and that
// could not be added. Not where encode.controls names models or says none; a kind of
// encode.controls.without is not missed, and of an arrays file, which has no sound and may have no
// labels, only noise is asked for.
void check_controls(const Recipe& recipe, Session& session);

}  // namespace encore::recipe
