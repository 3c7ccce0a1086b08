// core/base/matrix.hpp: the data convention, stated once.
//
// Rows are time or samples, columns are features or voxels. Storage is column-major: a voxel's
// time series is contiguous. Times are in seconds, frequencies in hertz; time zero is the first
// sample.
#pragma once

#include <Eigen/Core>

namespace encore::base {

using Index = Eigen::Index;
using MatrixF = Eigen::MatrixXf;
using MatrixD = Eigen::MatrixXd;
using VectorF = Eigen::VectorXf;
using VectorD = Eigen::VectorXd;
using ConstRefF = Eigen::Ref<const Eigen::MatrixXf>;
using RefF = Eigen::Ref<Eigen::MatrixXf>;

}  // namespace encore::base
