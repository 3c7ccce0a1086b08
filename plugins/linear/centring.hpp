// plugins/linear/centring.hpp: kernels of features about the mean of the training rows.
#pragma once

#include "linalg.hpp"

namespace linear {

// `inner`: training rows x training rows, `outer`: test rows x training rows. Thread-safe.
void centre_kernels(MatrixD& inner, MatrixD& outer);

}  // namespace linear
