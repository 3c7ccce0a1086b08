// plugins/pls/dominant.hpp: the eigenvector of the largest eigenvalue.
#pragma once

#include <armadillo>

namespace pls {

// Unit length. `m` is symmetric and positive semidefinite. Its sign is arbitrary but the same on
// every run. Exact to rounding: a full decomposition where the matrix is small or the iteration
// does not converge.
arma::vec dominant_eigenvector(const arma::mat& m);

}  // namespace pls
