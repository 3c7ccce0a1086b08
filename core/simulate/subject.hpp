// core/simulate/subject.hpp: one simulated listener: how each voxel weighs the drivers, how late
// its blood flow answers, and how much of its variance is signal.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/simulate/brain.hpp"

namespace encore::simulate {

// Delays of the haemodynamic response that voxels draw from.
inline constexpr std::array<double, 5> delays_s = {-1, -0.5, 0, 0.5, 1};

// The drivers of a run after the haemodynamic response: for each delay volumes x drivers.
using Bold = std::array<base::MatrixD, delays_s.size()>;

// For each delay the covariance of the drivers in the volumes that the ceiling refers to.
using Covariances = std::array<base::MatrixD, delays_s.size()>;

struct Subject {
  std::string id;
  base::VectorF mean;                  // of each voxel of the brain
  base::VectorF explainable_variance;  // of each voxel; 0 where nothing drives it
  std::vector<std::uint8_t> delay;     // of each voxel, index in delays_s
  base::MatrixF weights;               // drivers x voxels; signal variance 1 where driven
  Eigen::Matrix<float, 3, Eigen::Dynamic> gradient;  // of the mean image, per mm
};

// Each kind has exactly the share of the signal's variance that the voxel's region says, and the
// whole signal variance 1, both by the covariances.
Subject make_subject(const std::string& id, const Brain& brain, const Covariances& covariances,
                     std::uint64_t seed);

}  // namespace encore::simulate
