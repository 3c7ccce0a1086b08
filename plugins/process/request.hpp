// plugins/process/request.hpp: what a program is asked, as files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "encore/sdk.hpp"
#include "plugins/process/scratch.hpp"

namespace process {

struct Asked {
  bool audio = true, captions = false, columns = false, hdf5 = false;
  // "layer=7": numbers, true and false as such, the rest as text.
  std::vector<std::string> parameters;
};

// Where the answer must be.
struct Place {
  std::filesystem::path folder;    // holds the .npy files, or the HDF5 file
  std::vector<std::string> names;  // of each clip: "0003-blues.00000", a dataset or NAME.npy
};

inline constexpr const char* kHdf5File = "features.h5";

// Writes request.json and the clips as 32-bit float WAV into the scratch folder. Throws
// encore::Error when a parameter is not NAME=VALUE.
Place write_request(const Asked& asked, std::uint64_t seed, std::span<const encore::Clip> clips,
                    const Scratch& scratch);

// Throws encore::Error::param at a parameter that is not NAME=VALUE or stands twice.
void check_parameters(const std::vector<std::string>& parameters);

}  // namespace process
