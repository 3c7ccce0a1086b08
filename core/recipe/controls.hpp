// core/recipe/controls.hpp: models that a comparison needs beside those it is about.
//
// An r above chance says that a model knows something of the brain, not that it takes this model to
// know it. A control does with less: noise of as many columns, labels of the clips, acoustics that
// need no learning.
#pragma once

#include "core/recipe/reader.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

// encode.controls names it, or, with `auto`, all of its features are encore.noise, encore.labels
// or low-level acoustics (mel, MFCC, chroma, tempogram, MTF).
bool is_control(const Recipe& recipe, const Model& model);

// Unknown names, and a warning where models are compared and none is a control.
void check_controls(const Recipe& recipe, Session& session);

}  // namespace encore::recipe
