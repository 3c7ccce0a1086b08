#include "kernel_pls.hpp"

#include <algorithm>

#include "dominant.hpp"

namespace pls {

Components kernel_pls(const arma::mat& x, arma::mat m, arma::uword wanted) {
  // Squared lengths below these shares of the first are rounding, not data.
  constexpr double no_covariance = 1e-12, no_variance = 1e-13;
  wanted = std::min({wanted, x.n_rows, x.n_cols});
  Components out;
  arma::mat loadings(x.n_cols, wanted);
  out.rotations.set_size(x.n_cols, wanted);
  out.scores.set_size(x.n_rows, wanted);
  out.squares.set_size(wanted);
  const double first_trace = arma::trace(m), total = arma::accu(arma::square(x));

  arma::uword k = 0;
  for (; k < wanted; ++k) {
    if (!(arma::trace(m) > no_covariance * first_trace)) break;
    const arma::vec w = dominant_eigenvector(m);
    arma::vec r = w;
    if (k > 0) r -= out.rotations.head_cols(k) * (loadings.head_cols(k).t() * w);
    const arma::vec t = x * r;
    const double square = arma::dot(t, t);
    if (!(square > no_variance * total * arma::dot(r, r))) break;
    const arma::vec p = x.t() * t / square;

    // What deflating X'Y by this component does to X'YY'X.
    const arma::vec g = m * r;
    m += -p * g.t() - g * p.t() + arma::dot(r, g) * (p * p.t());

    out.rotations.col(k) = r;
    out.scores.col(k) = t;
    out.squares(k) = square;
    loadings.col(k) = p;
  }
  out.rotations.resize(x.n_cols, k);
  out.scores.resize(x.n_rows, k);
  out.squares.resize(k);
  return out;
}

}  // namespace pls
