// core/simulate/simulate.hpp: a laboratory with known truth, as a BIDS data set.
//
//   const Report report = simulate({.dir = "lab", .preset = "quickstart"});
//
// docs/simulation.md says what is simulated and how. Uses base::threads() threads; the same options
// give the same bytes for any number of them. A simulation that was interrupted goes on when the
// same call is made again; dataset_description.json is written last.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/progress.hpp"

namespace encore::simulate {

struct Preset;

struct Options {
  std::filesystem::path dir;
  std::string preset = "quickstart";
  std::filesystem::path design;  // BIDS folder whose events are taken; "": the preset's own
  std::uint64_t seed = 1;
  bool force = false;  // replaces an earlier simulation in dir
};

struct Report {
  std::filesystem::path dir;
  std::string preset, design;
  std::size_t subjects = 0, runs = 0, recordings = 0;
  std::int64_t volumes = 0, brain_voxels = 0, cortex_voxels = 0;
  double bytes = 0;           // of all files
  bool was_complete = false;  // it was there already; nothing was done
};

// Throws base::Error: wrong names, no soundfont, a folder that holds something else, a full disk;
// base::Interrupted on Ctrl-C.
Report simulate(const Options& options, const base::Progress& progress = {});

// The same with a preset of one's own; options.preset is not read.
Report simulate(const Options& options, const Preset& preset, const base::Progress& progress);

}  // namespace encore::simulate
