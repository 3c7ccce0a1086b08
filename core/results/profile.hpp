// core/results/profile.hpp: profile.tsv, how r goes with the layer of a network, with the delay,
// and with the noise ceiling.
#pragma once

#include <string>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

// One step of a profile in one region. NaN where a value does not exist.
struct ProfileRow {
  std::string subject;
  std::string along;  // "layer", "delay_tr" or "r_max"
  std::string of;     // the model as the recipe calls it
  std::string at;     // the layer; the delay; the lower end of a bin of the ceiling
  std::string region;
  long voxels = 0;
  double r = 0, se = 0, low = 0, high = 0;  // mean, with the bootstrap interval over clips
  double ceiling = 0, normalised = 0;       // means over voxels above the floor
  bool peak = false;                        // highest r of the profile; never along r_max
};

// Bins of the ceiling; a last one holds the voxels below the floor.
inline constexpr double kCeilingBin = 0.1;
inline constexpr const char* kBelowFloor = "below-floor";

// Subject by subject, profile by profile, region by region.
std::vector<ProfileRow> profiles(const Results& results);
std::string to_tsv(const std::vector<ProfileRow>& rows);

// In every voxel the step with the highest r above 0: for layers the place of the layer among those
// of the recipe, from 1, for delays the delay in TR. NaN where the model has been tested and is not
// significant: at that layer, or with all of its delays.
struct PeakMap {
  std::string of;
  recipe::Step::Along along;
  std::vector<std::string> steps;
  base::VectorD peak;
};
std::vector<PeakMap> peak_maps(const SubjectResult& subject, double q_level);

}  // namespace encore::results
