// core/data/run_file.hpp: prepared runs on disk, and the responses of a subject read from them.
//
// A run file is HDF5 with one float32 dataset `responses`, kept volumes x voxels, in chunks of all
// volumes by some hundred voxels, so that a block of voxels is read without touching the others.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/progress.hpp"
#include "core/data/mask.hpp"
#include "core/data/prepare.hpp"
#include "core/data/responses.hpp"

namespace encore::data {

// What became of a run.
struct PreparedRun {
  Index volumes = 0, voxels = 0;
  Degenerate degenerate;
  std::vector<std::string> warnings;
};

// Streams the masked voxels of an image, prepares them and writes the file, which must not exist.
// Memory: one float32 matrix of kept volumes x voxels, and a few volumes. On failure no file stays.
PreparedRun prepare_run_file(const Run& run, const Mask& mask, const recipe::Prepare& prepare,
                             const std::filesystem::path& out, const base::Progress& progress = {});

// Bytes that prepare_run_file needs at most, for `plan`.
double prepare_memory(const Run& run, const Mask& mask, const recipe::Prepare& prepare);

// `files` in the order of subject.runs; `rows` from data::rows. Throws when they do not fit.
std::unique_ptr<Responses> open_responses(const Subject& subject, std::vector<Row> rows,
                                          const std::vector<std::filesystem::path>& files);

}  // namespace encore::data
