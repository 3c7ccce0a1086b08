// plugins/linear/curves.hpp: shrinkage of every direction by every penalty, and a short basis.
//
// A penalty a shrinks a direction with eigenvalue v by v / (v + a). As functions of v these curves
// resemble each other: few of them span a whole grid, so predictions for 100 penalties are sums of
// predictions for a dozen basis curves.
#pragma once

#include <vector>

#include "linalg.hpp"

namespace linear {

// directions x penalties: v / (v + a), in 0..1.
MatrixD shrinkage(const VectorD& eigenvalues, const std::vector<double>& alphas);

struct CurveBasis {
  MatrixD basis;  // directions x k
  MatrixD mix;    // k x penalties; curves = basis * mix. Empty: the basis is the curves.
};

// `weight` says how much each direction matters: |weight * (curves - basis * mix)| <= tolerance
// everywhere. Gives the curves themselves when a basis would hardly be shorter.
CurveBasis short_basis(const MatrixD& curves, const VectorD& weight, double tolerance);

}  // namespace linear
