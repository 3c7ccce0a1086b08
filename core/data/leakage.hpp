// core/data/leakage.hpp: what test clips and training clips have in common, before any fit.
//
// A model that heard a test clip's artist in training may know the test clip without knowing
// anything of the brain. The recipe's table of tracks (tracks.hpp) says who made what.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// One clip and what is wrong with it.
struct Leak {
  enum class Kind { same_clip, same_track, same_artist, faulty };
  Kind kind = Kind::same_clip;
  std::string clip;
  bool test = true;
  std::string what;               // the track, the artist, the fault
  std::vector<std::string> with;  // clips of the training set, in their order
};

struct Leakage {
  std::vector<Leak> leaks;            // kind by kind, clips in the order of the data set
  std::vector<std::string> warnings;  // one a kind, with its line of the recipe
};

// Kinds that data.split.leakage makes errors go to `bad`, at its place; one of the whole table at
// that of data.split.tracks. The same clip in both is judged where presentations are counted, and
// here only listed.
Leakage find_leakage(const DataSet& set, const recipe::Split& split, base::Diagnostics& bad);

// leakage.tsv: kind, clip, split, what, with.
std::string to_tsv(const std::vector<Leak>& leaks);

}  // namespace encore::data
