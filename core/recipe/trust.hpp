// core/recipe/trust.hpp: which programs a recipe may run.
//
// Recipes travel between laboratories, so a recipe cannot allow what it runs: a person does, with
// --allow-exec for one command or with `trust` in the machine file. Immutable, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "core/plugin/catalog.hpp"
#include "core/recipe/keys.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

struct Trust {
  bool all = false;  // --allow-exec
  // Absolute files and folders (with all below them), and "sha256:HEX" of a file's content.
  std::vector<std::string> entries;
};

// What nobody has allowed to run: files named by parameters of a plugin that runs programs, or the
// plugin itself when it names none. Empty when the use may run, so for every other plugin.
std::vector<std::string> untrusted(const Use& use, const plugin::PluginInfo& plugin,
                                   const Trust& trust, const Digest& digest);

}  // namespace encore::recipe
