// core/results/profile.hpp: profile.tsv, how r goes with the layer of a network, with the delay,
// and with the noise ceiling.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

// One step of a profile in one region. NaN where a value does not exist.
struct ProfileRow {
  std::string subject;
  std::string along;  // "layer", "delay_tr" or "r_max"
  std::string of;     // the model as the recipe calls it
  std::string at;     // the layer; the delay; the lower end of a bin of the ceiling
  std::string region;
  long voxels = 0;
  double r = kNoValue;                                    // mean
  double se = kNoValue, low = kNoValue, high = kNoValue;  // of the bootstrap over clips
  double ceiling = kNoValue, normalised = kNoValue;       // means over voxels above the floor
  bool peak = false;                                      // highest r; never along r_max
};

// ProfileRow::at of the voxels whose ceiling is below the floor.
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
