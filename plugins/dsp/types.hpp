// plugins/dsp/types.hpp: the words of this folder. Rows are frames, columns are dimensions.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <span>

namespace encore::dsp {

using Index = Eigen::Index;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using MatrixF = Eigen::MatrixXf;
using VectorF = Eigen::VectorXf;
using Complex = std::complex<double>;
using Samples = std::span<const float>;

}  // namespace encore::dsp
