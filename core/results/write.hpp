// core/results/write.hpp: the files of a run folder, each whole or not there. See docs/results.md.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

// What only the program knows, for the lock file.
struct Host {
  std::string version;
  std::string command;                                        // as typed
  std::vector<std::pair<std::string, std::string>> resolved;  // every value of the recipe
};

// results.h5: one value a voxel.
void write_hdf5(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& file);
// maps/: one NIfTI image for each subject, model and statistic; nothing for arrays.
void write_maps(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& folder);
// models/<subject>/<model>/: what encode.keep names.
void write_models(const plan::Study& study, const plan::Plan& plan, const run::Outcome& outcome,
                  const std::filesystem::path& out);
// recipe.lock.yaml: everything that decided the numbers.
void write_lock(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const Host& host, const std::filesystem::path& file);
// tasks.tsv: id, state, reason, seconds, peak memory.
void write_tasks(const plan::Plan& plan, const run::Outcome& outcome,
                 const std::filesystem::path& file);

// The tables and files that stand in the run folder itself.
const std::vector<std::string>& files_of_a_run();

// Takes what an earlier run wrote out of a run folder: all of the above and what it left half
// written, so that results of two runs never stand side by side. Other files, log.txt and what the
// next plan compares with stay. Returns the files that are gone.
std::vector<std::filesystem::path> clear(const std::filesystem::path& out);

// All of the above with scores.tsv and recipe.yaml into a run folder that was cleared.
void write_all(const Results& results, const plan::Study& study, const plan::Plan& plan,
               const run::Outcome& outcome, const Host& host, const std::filesystem::path& out);

}  // namespace encore::results
