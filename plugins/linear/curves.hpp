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
  MatrixD mix;    // k x penalties; curves = basis * mix
};

// `weight` says how much each direction matters: |weight * (curves - basis * mix)| <= tolerance
// everywhere. Gives the curves themselves, mixed by the identity, when a basis would hardly be
// shorter.
CurveBasis short_basis(const MatrixD& curves, const VectorD& weight, double tolerance);

// Directions in two groups, each with a basis of its own. Eigenvalues of features fall over many
// decades, and so many curves differ somewhere; but few differ among the small eigenvalues, where
// most directions are.
struct SplitBasis {
  Index head = 0;  // directions in the first group; may be 0
  CurveBasis first, second;
};

// The split that makes scoring cheapest. Directions come with the largest eigenvalue first;
// `rows`: of the triangle that predictions go through.
SplitBasis split_basis(const MatrixD& curves, const VectorD& weight, double tolerance, Index rows);

}  // namespace linear
