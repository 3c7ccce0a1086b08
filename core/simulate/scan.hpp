// core/simulate/scan.hpp: what the scanner records of a listener in one run.
//
//   value = mean + unit * (sqrt(e) signal + sqrt(1 - e) noise + drift) - gradient . movement
//
// e is the voxel's explainable variance, signal and noise have variance 1, unit is 1.2 % of the
// mean. Volumes are made and written one after another, so memory does not grow with the run.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/simulate/design.hpp"
#include "core/simulate/subject.hpp"

namespace encore::simulate {

inline constexpr double kSignalChange = 0.012;   // unit, as a share of the mean
inline constexpr double kAutocorrelation = 0.3;  // of the noise, from volume to volume

// Autocorrelated noise of variance 1, x[t] = phi x[t-1] + sqrt(1 - phi^2) white, for many voxels at
// once. Volumes must be drawn in order.
class Noise {
 public:
  Noise(Index voxels, double phi, std::uint64_t seed);
  const base::VectorF& next();

 private:
  base::VectorF state_;
  double phi_;
  std::uint64_t seed_;
  Index volume_ = 0;
};

// Slow courses that drift is made of (volumes x 3): a line, half and one and a half cycles a run.
base::MatrixD drift_courses(Index volumes);
// Rigid movement (volumes x 6): translations in mm, rotations in radians; a slow random walk with
// rare small jerks.
base::MatrixD motion(Index volumes, std::uint64_t seed);

// The signal of every voxel in one volume; 0 where nothing drives.
base::VectorF signal(const Subject& subject, const Bold& bold, Index volume);

// Writes the image of a run, and its motion beside the truth. `seed` is the data set's.
void scan(const std::filesystem::path& image, const std::filesystem::path& motion_table,
          const Run& run, const Brain& brain, const Subject& subject, const Bold& bold,
          std::uint64_t seed);

}  // namespace encore::simulate
