// plugins/linear/kernel.hpp: similarity of rows, where it is more than a product of their features.
//
// Immutable, so thread-safe.
#pragma once

#include "encore/view.hpp"
#include "linalg.hpp"

namespace linear {

class Kernel {
 public:
  virtual ~Kernel() = default;

  // Rows of `a` x rows of `b`, which have the same columns. Positive semidefinite where both are
  // the same rows.
  virtual MatrixD between(encore::View a, encore::View b) const = 0;
};

// Takes the mean of the training rows out of kernels, in the space of the kernel: `inner` is
// training x training, `outer` (may have no row) other x training.
void centre(MatrixD& inner, MatrixD& outer);

}  // namespace linear
