// plugins/pls/kernel_pls.hpp: the components of partial least squares, from X and X'YY'X.
//
// The kernel form of PLS2 (Dayal and MacGregor, J. Chemometrics 11, 1997): the same components as
// NIPALS, but responses are never deflated, so they need not stay in memory.
#pragma once

#include <armadillo>

namespace pls {

struct Components {
  arma::mat rotations;  // columns x k: scores = x * rotations
  arma::mat scores;     // rows x k, orthogonal
  arma::vec squares;    // squared length of each score
};

// `x` is centred, `m` is X'YY'X. Fewer than `wanted` components where the rank of x ends or
// nothing of y is left to explain.
Components kernel_pls(const arma::mat& x, arma::mat m, arma::uword wanted);

}  // namespace pls
