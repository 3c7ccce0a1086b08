// plugins/pls/targets.hpp: blocks of responses as centred float64.
#pragma once

#include <armadillo>

#include "encore/view.hpp"

namespace pls {

struct TargetBlock {
  arma::mat y;         // rows x targets; a column that is not valid is 0
  arma::rowvec means;  // NaN for a constant target, or one with NaN or infinity
};

// Columns [first, first + count).
TargetBlock read_targets(encore::View view, arma::uword first, arma::uword count);

}  // namespace pls
