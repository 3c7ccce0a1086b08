// core/data/bids_run.hpp: one run of a BIDS data set: its header, sidecars and events.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/bids.hpp"
#include "core/data/bids_files.hpp"
#include "core/data/presentations.hpp"
#include "core/io/grid.hpp"

namespace encore::data {

// What is read, and where what is found goes.
struct Reading {
  const recipe::Data& data;
  const std::string& subject;
  BidsOptions options;
  ClipTable& clips;
  base::Diagnostics& bad;
  std::vector<std::string>& warnings;

  std::filesystem::path raw() const { return data.source.path.value; }
  bool derived() const { return !data.source.derivatives.value.empty() && !options.design_only; }
  std::filesystem::path images() const {
    return derived() ? std::filesystem::path(data.source.derivatives.value) : raw();
  }
  void error(const std::string& message, const std::string& hint = "") const {
    bad.error(data.source.path.at, message, hint);
  }
};

// An image of a run; of a surface, that of the left (or the only) hemisphere and the right one's.
struct RunImage {
  BidsFile file;
  std::filesystem::path right;
};

// A run and where its voxels lie.
struct Placed {
  Run run;
  io::Grid grid;
  std::string variant;  // entities of its image
};

// With design_only, `image` is the events file. Throws base::Error.
Placed read_run(const Reading& reading, const RunImage& image, bool test);

}  // namespace encore::data
